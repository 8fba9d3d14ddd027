"""How does a person see a result?"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.explained.signed import STATES, WHY
from commands.result import Result
from commands.service_table import show_work
from pipeline.case import ESignatureState
from pipeline.rules.loader import load_fields, load_kinds

DECISIONS = {
    "approved": ("Подтверждено", "bold green"),
    "rejected": ("Отклонено", "bold red"),
    "needs_review": ("На проверку специалисту", "bold yellow"),
    "waiting": ("Ожидает ответа реестра", "bold blue"),
    None: ("Не проверено", "bold red"),
}
SURE, LIKELY = 0.95, 0.8


def show_result(result: Result, console: Console) -> None:
    """The decision, the reasons with advice, the fields as they were read, the time it took."""
    kinds = load_kinds()
    words, style = DECISIONS[result["decision"]]
    title = kinds[result["kind"]].title if result["kind"] in kinds else result["kind"]
    console.print(Text.assemble((words, style), f" — {title}"))
    if result["correct_by"]:
        console.print(f"Исправить до {result['correct_by']}", highlight=False)
    for heading, told in (("Причины", result["reasons"]), ("Примечания", result["notes"])):
        if told:
            console.print(f"\n{heading}", style="bold")
        for reason in told:
            console.print(_reason(reason))
    for signature in result["esignatures"]:
        console.print(f"\nЭлектронная подпись: {_signature(signature)}", highlight=False, markup=False)
    detected = result["kind_detected"]
    if detected and detected != result["kind"]:
        console.print(f"\nРаспознано как: {kinds[detected].title if detected in kinds else detected}")
    if result["fields"]:
        console.print(_fields(result))
    if result["service"] is not None:
        show_work(result["employments"], result["service"], console)
    seconds = sum(result["stages"].values())
    stages = ", ".join(f"{name} {took:.2f}" for name, took in result["stages"].items())
    console.print(Text(f"{seconds:.2f} s: {stages}", style="dim"))


def _signature(signature: Result) -> str:
    state = STATES[ESignatureState(signature["state"])].text
    whose = (signature["certificate"] or {}).get("organisation")
    return ", ".join(part for part in (state, WHY.get(signature["why"], ""), whose) if part)


def _reason(reason: Result) -> Text:
    return Text.assemble("  • ", reason["message"], " ", (reason["advice"], "italic"), (f"  [{reason['code']}]", "dim"))


def _fields(result: Result) -> Table:
    names = load_fields()
    table = Table("Поле", "Значение", "Уверенность", "Как напечатано", title_justify="left")
    for name, field in result["fields"].items():
        share = field["confidence"]
        style = "green" if share >= SURE else "yellow" if share >= LIKELY else "red"
        known = names.get(name)
        value = {True: "да", False: "нет"}.get(field["value"], str(field["value"]))
        table.add_row(
            Text(known.ru if known else name), Text(value), Text(f"{share:.0%}", style=style), Text(field["raw"])
        )
    return table
