"""Characters of like shape, and words that notices use: what misreadings are told by. Part of :mod:`engine.notice`; data only."""

_GROUPS = """
人入 己已巳 未末朱 日曰目白 土士 干千于 大太犬 木本术 申中由甲 代伐 表衷 材村 科料 另男 发友 技枝 师帅 办力为
初衩 组绀 输愉 间问闻 工土 蓬莲 维推 折拆 拔拨 侯候 治冶 今令 元无 天夫 贝见 免兔 辨辩 徒徙 职识 审宙 计讨 市币
会合台 名各 员贝 局居 县具 育肓 第弟 项顷 规现 请清情 责贵 理埋 格恪 校枚 资贷货 外处 级圾 评抨 施旅 单草 准难
授援 须顷 报抱 或成 时肘 近进 历厉 历压 住往 正止 书节 业亚 万方 力刀 王玉主 公么 考老 管营 宣宜 学字 安女 农衣
水永 交文 林材 统纺 经径 济挤 监盐 药约 护沪 幼幻 园圆 教救 律津 证让 记讯 编缉 高髙 档挡 案察 检捡 险验 测侧
环坏 境镜 建健 设没 快块 递涕 通道 输榆 运远 数敖 据椐 联朕 网冈 实买 训驯 练炼 核该 查杳 备各 复夏 预顶 额颔
限很 转传 申电 话活 期斯 朋明
"""

_FOREIGN = """
エ工 ニ二 ー一 ロ口 カ力 タ夕 ト卜 ハ八 ミ三 査查 歩步 戸户 徳德 収收 曽曾 産产 囯国 髙高 敎教 內内 敍叙 吿告
説说 緖绪
"""

_WORDS = """
自己 仍未 未经 未能 未有 尚未 已经 已有 另行 另有 代理 代表 代为 维护 材料 资料 人员 人力 人事 人才 人社 本人
本级 本地 本市 技术 技能 印发 发文 发布 发证 中心 中级 申报 申请 日期 时间 期间 时限 今后 今年 大力 大专 准备
准入 单位 单独 单列 施行 施工 治理 冶金 职称 职务 职业 职责 识别 计划 计算 讨论 会议 合格 合并 台账 名称 名单
各类 各级 各县 员工 居住 县级 具体 具备 教育 项目 规定 规范 规划 现行 现将 请示 清单 清理 情况 情形 责任 负责
管理 整理 办理 资格 严格 学校 外语 处理 处室 高级 级别 评审 评价 推荐 推广 推进 组织 小组 组建 输送 运输 快递
通知 通过 通道 数据 数字 数量 根据 依据 联系 联合 网站 网络 实施 实行 培训 锻炼 考核 审核 核实 检查 审查 抽查
调查 备案 设备 复核 复审 预算 预警 限制 年限 权限 转评 电子 电话 期限 折算 选拔 拨付 候选 公示 公布 公开 公告
师资 教师 导师 律师 无异 会计 统计 审计 经济 监督 监管 药品 保护 幼儿 园区 教学 法律 证书 记录 编制 编辑 档案
检测 环境 环节 建设 健全 设置 林业 农业 农村 水利 水平 交通 文化 行业 严禁 出台 力度 能力
"""

#: Groups of characters that a scan takes for one another.
GROUPS = tuple(_GROUPS.split())
#: Characters of other scripts, or of other ways of writing, each before the Chinese one that it looks like.
FOREIGN = tuple(_FOREIGN.split())
#: Words of notices that a policy, which tells them in words of its own, need not have.
WORDS = frozenset(_WORDS.split())
