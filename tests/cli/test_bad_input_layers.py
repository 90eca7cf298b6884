"""Bad documents below, beside and above a notice, by ``policy eval --with``: told where they stand, with what to do; never a decision.

Each case is one of examples/layers with one mistake in it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.helpers import EXAMPLES, ROOT, invoke

LAYERS = ROOT / "examples" / "layers"
(APPLICATION,) = (str(path) for path in EXAMPLES if path.name.startswith("19-"))
NOTICE, PLAN, CHANGE = "committee-notices/表一-12.yaml", "county-plans/松阳县.yaml", "amendments/1.yaml"
APPROVALS, EXEMPT, YEARS = (
    f"registers/{name}.yaml" for name in ("committee_approvals", "hour_exemptions", "evaluation_conditions")
)
KINDS = {NOTICE: "committee-notice", PLAN: "county-plan", CHANGE: "amendment"}
KINDS |= dict.fromkeys((APPROVALS, EXEMPT, YEARS), "registers")

#: File, what stands there, what takes its place, code, and words that the message has in Chinese.
MISTAKES: list[tuple[str, str, str, str, str]] = [
    (NOTICE, '起: "2023-07-10"', '起: "2025-02-29"', "E0411", "2025年2月29日不存在"),
    (NOTICE, '起: "2023-07-10"', "起: 7月10日", "E0144", "例如 2023-05-15"),
    (NOTICE, '起: "2023-07-10"', '从: "2023-07-10"', "E0140", "缺少键“起”"),
    (NOTICE, '{起: "2023-07-10", 止: "2023-08-31"}', "7月10日至8月31日", "E0142", "应为若干“键: 值”"),
    (NOTICE, "表一·12\n", "表一·112\n", "E0340", "计划里没有“表一·112”"),
    (NOTICE, "[学历证书, 专业技术职务聘任证明, 代表性成果]", "学历证书", "E0142", "“材料清单”应为列表"),
    (NOTICE, "文号: 样例评〔2023〕12号", '文号: ""', "E0146", "至少 1 个字"),
    (PLAN, "县: 松阳县", "县: 松阳", "E0325", "是否为“松阳县”？"),
    (PLAN, "[表一·26, 表一·27]", "表一·26", "E0142", "“持有”应为列表"),
    (PLAN, "[表一·26, 表一·27]", "[26, 27]", "E0142", "现为整数“26”"),
    (PLAN, "[表一·26, 表一·27]", "[表一·26, 表一·26]", "E0147", "在列表中重复"),
    (PLAN, "[表一·26, 表一·27]", "[表一·26, 表一·12]", "E0342", "“表一·12”不是设在县级的评委会"),
    (PLAN, "持有: ", "持用: ", "E0140", "是否为“持有”？"),
    (CHANGE, "专业科目学时", "专业课目学时", "E0301", "是否为“专业科目学时”？"),
    (CHANGE, "原值: 60", "原值: 65", "E0348", "现在是“60”，不是“65”"),
    (CHANGE, "新值: 70", "新值: 七十", "E0417", "应为数量（学时），现为“七十”"),
    (CHANGE, "新值: 70", "新值: 70学时", "E0417", "现为“70学时”"),
    (CHANGE, "新值: 70", "新值: true", "E0417", "现为“true”"),
    (CHANGE, "新值: 70", "新值: -70", "E0145", "“-70”超出范围，应不小于 0"),
    (CHANGE, "新值: 70", "新值: -0.5", "E0145", "“-0.5”超出范围，应不小于 0"),
    (CHANGE, "栏: 完成时间", "栏: 完成日期", "E0143", "“完成日期”不在可选范围"),
    (CHANGE, "新值: 9月", "新值: 13月", "E0307", "“13月”不是月份"),
    (CHANGE, "新值: 9月", "新值: 3月", "E0308", "早于启动时间"),
    (CHANGE, '生效日期: "2023-08-01"', '生效日期: "2025-02-29"', "E0411", "2025年2月29日不存在"),
    (CHANGE, "参数: 专业科目学时,", "参数: 专业科目学时, 行: 表一·19,", "E0148", "一处改动只写一种"),
    (CHANGE, "参数: 专业科目学时,", "参数: 专业科目学时, 行: 表一·19, 栏: 电话,", "E0148", "一处改动只写一种"),
    (CHANGE, "参数: 专业科目学时, ", "", "E0140", "缺少键“参数”或“行”或“栏”。"),
    (CHANGE, "栏: 完成时间, ", "", "E0140", "缺少键“栏”。"),
    (APPROVALS, "有效期: {", "有效起: {", "E0140", "是否为“有效期”？"),
    (APPROVALS, '起: "2020-09-01"', '起: "2024-09-01"', "E0343", "早于开始的2024-09-01"),
    (APPROVALS, "表一·12", "表一·0", "E0340", "计划里没有“表一·0”"),
    (EXEMPT, "识别: 申报人编号", "识别: 申报人编码", "E0347", "没有“申报人编码”这个文本事实"),
    (EXEMPT, "用于: 学时合格", "用于: 学时和格", "E0347", "没有“学时和格”这个以年为形参的定义"),
    (EXEMPT, "年: 2022", "年: 二二", "E0142", "“年”应为整数"),
    (EXEMPT, "确认: 样例科室, ", "", "E0140", "没有确认的不能登记"),
    (YEARS, "系列: 工程,", "系列: 工成,", "E0325", "是否为“工程”？"),
    (YEARS, "规定年限: 5", "规定年限: -1", "E0145", "应不小于 0"),
    (YEARS, "专业: 林业工程, ", "", "E0345", "工程中级的规定年限已经有了"),
]  # fmt: skip

#: Bytes of a whole document, code, and words that the message has in Chinese.
DOCUMENTS: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "E0133", "没有内容"),
    "comment only": ("# 待补\n".encode(), "E0133", "没有内容"),
    "GBK": ("文号: 样例".encode("gbk"), "E0101", "GBK"),
    "UTF-16": ("文号: 样例".encode("utf-16"), "E0101", "UTF-16"),
    "a list": (b"- 1\n", "E0142", "现为列表"),
    "deep": (b"a: " + b"[" * 200, "E0124", "嵌套超过 64 层"),
    "large": (b"a: " + b"x" * (3 << 20), "E0103", "超过 1 MB 的上限"),
}


def refused(layer: str | Path, code: str, said: str, lang: str = "zh") -> str:
    """What is told of a layer that must be refused."""
    answer = invoke("eval", "--with", str(layer), APPLICATION, "--lang", lang)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"{code} "), answer.err
    assert ("办法：" if lang == "zh" else "help: ") in answer.err
    assert len(answer.err) < 3000
    if lang == "zh":
        assert said in answer.err
    return answer.err


def copied(kind: str, place: Path) -> Path:
    return Path(shutil.copytree(LAYERS / kind, place / kind))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda row: f"{row[0]} {row[2]}")
def test_one_mistake_in_a_document(mistake: tuple[str, str, str, str, str], tmp_path: Path) -> None:
    file, right, wrong, code, said = mistake
    layer = copied(KINDS[file], tmp_path)
    text = (layer / file).read_text("utf-8")
    assert right in text
    (layer / file).write_text(text.replace(right, wrong, 1), "utf-8")
    told = refused(layer, code, said)
    assert f"{KINDS[file]}/{file}:" in told.split(" ", 2)[1], "told in the document itself"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_cannot_be_read(name: str, lang: str, tmp_path: Path) -> None:
    data, code, said = DOCUMENTS[name]
    layer = copied("county-plan", tmp_path)
    (layer / PLAN).write_bytes(data)
    assert f"county-plan/{PLAN}" in refused(layer, code, said, lang).split("\n")[0]


@pytest.mark.parametrize("file", KINDS)
def test_every_document_names_its_unknown_and_its_double_key(file: str, tmp_path: Path) -> None:
    layer = copied(KINDS[file], tmp_path)
    text = (layer / file).read_text("utf-8")
    key = next(line for line in text.split("\n") if not line.startswith("#")).split(":")[0]
    (layer / file).write_text(f"{text}备住: 甲\n", "utf-8")
    refused(layer, "E0141", "不认识键“备住”")
    (layer / file).write_text(f"{text}{key}: 甲\n", "utf-8")
    refused(layer, "E0123", f"键“{key}”重复")


@pytest.mark.parametrize("file", KINDS)
def test_a_folder_in_a_documents_place_is_not_passed_over(file: str, tmp_path: Path) -> None:
    layer = copied(KINDS[file], tmp_path)
    assert invoke("eval", "--with", str(layer), APPLICATION).code == 0
    (layer / file).unlink()
    (layer / file).mkdir()
    refused(layer, "E0106", "这是文件夹，不是文件")


@pytest.mark.parametrize("wrong", ["county-plan/松阳县.yaml", "county-plans/松阳县.yml", "松阳县.yaml"])
def test_a_misnamed_document_is_not_passed_over(wrong: str, tmp_path: Path) -> None:
    layer = copied("county-plan", tmp_path)
    (layer / wrong).parent.mkdir(exist_ok=True)
    (layer / PLAN).rename(layer / wrong)
    refused(layer, "E0115", f"“{wrong}”不是规定的文件名")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "code", "said"), [
    ("nowhere", "E0114", "无法读取文件夹“nowhere”"), ("README.md", "E0114", "无法读取文件夹“README.md”"), ("", "E0114", "无法读取文件夹“”"),
    ("order-4O", "E0114", "无法读取文件夹“order-4O”。是否为“order-40”？"), ("docs", "E0112", "“docs”中没有 layer.yaml"),
    ("policies/2023", "E0112", "“policies/2023”中没有 layer.yaml。\n  办法：请指明含有 layer.yaml 的文件夹"),
])  # fmt: skip
def test_what_is_no_layer_is_told_once(name: str, code: str, said: str, lang: str) -> None:
    assert refused(name, code, said, lang).count("\nE") == 0


@pytest.mark.parametrize("name", ["order-40", "examples/layers/amendment"])
def test_a_layer_named_twice(name: str) -> None:
    answer = invoke("eval", "--with", name, "--with", name, APPLICATION)
    assert answer.code == 2
    assert answer.err.startswith("E0352 ")


@pytest.mark.parametrize(("right", "wrong", "code", "said"), [
    ("层级: 评委会", "层级: 评委", "E0143", "是否为“评委会”？"),
    ('生效日期: "2023-06-20"', '生效日期: "2025-02-29"', "E0411", "2025年2月29日不存在"),
    ('生效日期: "2023-06-20"', "生效日期: 2023-6", "E0144", "例如 2023-05-15"),
    ("名称: ", "名秤: ", "E0140", "是否为“名称”？"),
])  # fmt: skip
def test_the_head_of_a_layer(right: str, wrong: str, code: str, said: str, tmp_path: Path) -> None:
    layer = copied("committee-notice", tmp_path)
    text = (layer / "layer.yaml").read_text("utf-8")
    (layer / "layer.yaml").write_text(text.replace(right, wrong, 1), "utf-8")
    refused(layer, code, said)


def test_a_misspelt_pack_has_a_suggestion_in_english_too() -> None:
    answer = invoke("check", "--with", "order_25", "--lang", "en")
    assert answer.err.startswith("E0114 order_25 cannot read the folder `order_25`; did you mean `order-25`?\n")
