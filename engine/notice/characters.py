"""Characters that a scan takes for one another, told apart by the words around them. Part of :mod:`engine.notice`.

A character is doubted where another one of like shape makes known words of it and its neighbours, and it makes none itself.
Known are the pairs of characters in last year's policy, and those that this notice has again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

#: Groups of like shape.
_GROUPS = (
    "人入", "己已巳", "未末朱", "日曰目白", "土士", "干千于", "大太犬", "木本术", "申中由甲", "代伐", "表衷", "材村", "科料", "另男", "发友",
    "技枝", "师帅", "办力为", "初衩", "组绀", "输愉", "间问闻", "工土", "蓬莲", "维推", "折拆", "拔拨", "侯候", "治冶", "今令", "元无", "天夫",
    "贝见", "免兔", "辨辩", "徒徙", "职识", "审宙", "计讨", "市币", "会合台", "名各", "员贝", "局居", "县具", "育肓", "第弟", "项顷", "规现",
    "请清情", "责贵", "理埋", "格恪", "校枚", "资贷货", "外处", "级圾", "评抨", "施旅", "单草", "准难", "授援", "须顷", "报抱", "或成", "时肘",
    "近进", "历厉", "历压", "住往", "正止", "书节", "业亚", "万方", "力刀", "王玉主", "公么", "考老", "管营", "宣宜", "学字", "安女",
    "农衣", "水永", "交文", "林材", "统纺", "经径", "济挤", "监盐", "药约", "护沪", "幼幻", "园圆", "教救", "律津", "证让", "记讯", "编缉",
    "高髙", "档挡", "案察", "检捡", "险验", "测侧", "环坏", "境镜", "建健", "设没", "快块", "递涕", "通道", "输榆", "运远", "数敖", "据椐",
    "联朕", "网冈", "实买", "训驯", "练炼", "核该", "查杳", "备各", "复夏", "预顶", "额颔", "限很", "转传", "申电", "话活", "期斯", "朋明",
)  # fmt: skip
#: Characters of other scripts or writings that look like Chinese ones, and these.
_FOREIGN: dict[str, str] = {
    "エ": "工", "ニ": "二", "ー": "一", "ロ": "口", "カ": "力", "タ": "夕", "ト": "卜", "ハ": "八", "ミ": "三", "査": "查", "歩": "步", "戸": "户",
    "徳": "德", "収": "收", "曽": "曾", "産": "产", "囯": "国", "髙": "高", "敎": "教", "內": "内", "敍": "叙", "吿": "告", "説": "说", "緖": "绪",
}  # fmt: skip
_STRANGE = re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d\uf900-\ufaff]")
_LIKE: dict[str, str] = {}
for _group in _GROUPS:
    for _character in _group:
        _LIKE[_character] = _LIKE.get(_character, "") + "".join(c for c in _group if c != _character)
#: How often a notice must have a pair for it to be known by that alone.
_OFTEN = 3
#: Words of notices that a policy, which tells them in its own words, need not have.
_LEXICON = frozenset(
    (
        "自己 仍未 未经 未能 未有 尚未 已经 已有 另行 另有 代理 代表 代为 维护 材料 资料 人员 人力 人事 人才 人社 本人 本级 本地 本市 技术 技能 "
        "印发 发文 发布 发证 中心 中级 申报 申请 日期 时间 期间 时限 今后 今年 大力 大专 准备 准入 单位 单独 单列 施行 施工 治理 冶金 职称 职务 职业 "
        "职责 识别 计划 计算 讨论 会议 合格 合并 台账 名称 名单 各类 各级 各县 员工 居住 县级 具体 具备 教育 项目 规定 规范 规划 现行 现将 请示 清单 "
        "清理 情况 情形 责任 负责 管理 整理 办理 资格 严格 学校 外语 处理 处室 高级 级别 评审 评价 推荐 推广 推进 组织 小组 组建 输送 运输 快递 通知 "
        "通过 通道 数据 数字 数量 根据 依据 联系 联合 网站 网络 实施 实行 培训 锻炼 考核 审核 核实 检查 审查 抽查 调查 备案 设备 复核 复审 预算 预警 "
        "限制 年限 权限 转评 电子 电话 期限 折算 选拔 拨付 候选 公示 公布 公开 公告 师资 教师 导师 律师 无异 会计 统计 审计 经济 监督 监管 药品 保护 "
        "幼儿 园区 教学 法律 证书 记录 编制 编辑 档案 检测 环境 环节 建设 健全 设置 林业 农业 农村 水利 水平 交通 文化 行业 严禁 出台 力度 能力"
    ).split()
)
#: How much of the rarer character's use a pair must be for the two to be a word, not neighbours by chance.
_WORD = 0.2


class Words:
    """The pairs of characters known from last year (``known``) and those of the notice itself (``own``)."""

    def __init__(self, known: Counter[str], own: Counter[str]) -> None:
        self.known, self.own = known, own
        self.first: Counter[str] = Counter()
        self.second: Counter[str] = Counter()
        for pair, count in known.items():
            if len(pair) == 2:
                self.first[pair[0]] += count
                self.second[pair[1]] += count

    def confused(self, text: str) -> Iterator[tuple[int, str]]:
        """Places of characters in doubt, each with what it may have been."""
        for at, character in enumerate(text):
            if character in _FOREIGN or _STRANGE.match(character):
                yield at, _FOREIGN.get(character, "")
                continue
            candidates = _LIKE.get(character)
            if not candidates:
                continue
            left = text[at - 1] if at and _chinese(text[at - 1]) else ""
            right = text[at + 1] if at + 1 < len(text) and _chinese(text[at + 1]) else ""
            sides = bool(left) + bool(right)
            now = self._score(left, character, right, _OFTEN * 3)
            scored = [(self._score(left, each, right, _OFTEN), self._is_word(left, each, right), each) for each in candidates]
            score, word, best = max(scored)
            if sides and score > now and word and (score == sides or now == 0):
                yield at, best

    def _score(self, left: str, character: str, right: str, often: int) -> int:
        """How many of the pairs with its neighbours are known."""
        return sum(
            pair in _LEXICON or self.known[pair] > 0 or self.own[pair] >= often
            for pair in ((left + character) if left else "", (character + right) if right else "") if pair
        )  # fmt: skip

    def _is_word(self, left: str, character: str, right: str) -> bool:
        """Whether a character makes a word with one of its neighbours."""
        return any(
            pair in _LEXICON
            or len(pair) == 2
            and self.known[pair] + self.own[pair] // _OFTEN > 0
            and self.known[pair] + self.own[pair] >= _WORD * min(self.first[pair[0]], self.second[pair[1]])
            for pair in (left + character, character + right)
        )


def _chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are of like shape."""
    return other in _LIKE.get(one, "") or _FOREIGN.get(one) == other or _FOREIGN.get(other) == one
