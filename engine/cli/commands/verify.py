"""``policy verify``: whether a bundle is whole, and who released it."""

from __future__ import annotations

import click

from engine import api
from engine.cli import output
from engine.cli.choosing import cache_folder
from engine.cli.command import Command, argument, command, format_option, option

_HELP = (
    "核对政策包：每个文件的摘要值和签名，并写明由谁发布、确认了什么。不完好的以退出码 2 结束。",
    "Verify a bundle: the digest of every file and the signature; tells who released it and what was confirmed. Exits with 2 "
    "where it is not whole.",
)
_FILE = ("政策包", "the bundle")
_KEY = ("只认这把公钥（PEM）签的；可重复", "accept only what this public key (PEM) signed; repeatable")
_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "whole": "{path}：完好，共 {files} 个文件。", "name": "名称：{digest}", "policy": "政策：{title}（{number}，{year}年度）",
        "released": "发布：{by}{on}", "on": "，{}", "signed": "签名：Ed25519，公钥指纹 {}", "unsigned": "签名：没有",
        "confirmed": "确认事项：", "between": "、",
    },
    "en": {
        "whole": "{path}: whole, {files} files.", "name": "Name: {digest}", "policy": "Policy: {title} ({number}, {year})",
        "released": "Released by {by}{on}", "on": ", {}", "signed": "Signed with Ed25519, key fingerprint {}",
        "unsigned": "Not signed", "confirmed": "Confirmed:", "between": ", ",
    },
}  # fmt: skip


def build(lang: str) -> Command:
    """The command in ``lang``."""
    file = argument(lang, "file", ("政策包", "BUNDLE"), _FILE, type=click.Path(), required=True)
    key = option(lang, "--key", ("文件", "FILE"), _KEY, type=click.Path(), multiple=True)
    return command(lang, "verify", _HELP, [file, key, format_option(lang, "text", "json")], _run)


def _run(lang: str, file: str, key: tuple[str, ...], format: str) -> int:
    opened = api.open_bundle(file, cache_folder(), key)
    if format == "json":
        output.write_json({"digest": opened.manifest.digest, "signer": opened.signer, "manifest": opened.manifest.data})
        return 0
    data, words = opened.manifest.data, _WORDS[lang]
    released = data["released"]
    on = words["on"].format(released["on"]) if "on" in released else ""
    lines = [
        words["whole"].format(path=api.safe(file, 200), files=len(opened.manifest.files)),
        words["name"].format(digest=opened.manifest.digest),
        words["policy"].format(title=data["title"], number=data["document_number"], year=data["year"]),
        words["released"].format(by=words["between"].join(released["by"]), on=on),
        words["signed"].format(opened.signer) if opened.signer else words["unsigned"],
        *([words["confirmed"]] if data["confirmed"] else []),
        *(f"  {each['item']}  {each['by']}" for each in data["confirmed"]),
    ]
    output.write(api.printable("\n".join(lines)) + "\n")
    return 0
