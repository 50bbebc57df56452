"""Decides whether what comes with the program is whole: the catalogues and the shipped questionnaires."""

from console.checks.finding import Finding, fail, ok


def catalogues() -> Finding:
    """Whether every text that the bot can say is there in every language."""
    from locales import gate

    found = gate.problems(gate.ROOT)
    if found:
        return fail(
            "catalogues",
            f"{len(found)} problems, the first: {found[0]}",
            "`python -m locales.gate` lists all",
        )
    return ok("catalogues", "complete in Kazakh, Russian and English")


def questionnaires() -> Finding:
    """Whether every shipped questionnaire can be published."""
    from console import shipped
    from surveys import reading

    names = shipped.questionnaire_names()
    for name in names:
        _, problems = reading.check(shipped.questionnaire_text(name), core=shipped.core())
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            says = f"{name}.yaml:{errors[0].line}:{errors[0].column}: {errors[0].sentence()}"
            return fail(
                "questionnaires", says, "bring the program's files back: `git status` shows what differs"
            )
    return ok("questionnaires", f"{len(names)} shipped, all valid")
