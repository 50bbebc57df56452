"""Decides which typed words belong together: the parts of one text that somebody sends within seconds.

Telegram's own apps split what is longer than 4,096 characters; people write a comment line by line. A part must neither
be lost nor be taken for the answer to another question.
"""

from msgspec.structs import replace

from surveys.answers import Answer
from surveys.interview import progress
from surveys.interview.events import Joined, Rejected, Repeated
from surveys.interview.presenting import settled
from surveys.interview.prompts import Say, Why
from surveys.interview.result import TurnResult
from surveys.interview.scene import Scene
from surveys.interview.state import Interview, Written
from surveys.item import Item, Refusal
from surveys.items.text import understood
from surveys.questionnaire import Questionnaire

TOGETHER = 5
"""Seconds between two parts of one text."""
SPECIFY_LIMIT = 200
"""Characters of the words after "other"."""


def write(scene: Scene, text: str) -> TurnResult:
    """Takes the words that the present question asks for. What follows a part that was too long is too long too."""
    item, interview = scene.item, scene.interview
    length = len(text)
    if follows(interview.written, item.id, scene.sent, taken=False):
        length += interview.written.length if interview.written else 0
    limit = limit_of(item)
    words = understood(text, limit)
    if not isinstance(words, Refusal) and length > limit:
        words = _too_long(length, limit)
    if isinstance(words, Refusal):
        if words.reason == "text_too_long":
            words = _too_long(length, limit)
            interview = replace(interview, written=_written(scene, item.id, length, taken=False))
        return progress.reject(scene.at(interview), words, typed=True)
    written = _written(scene, item.id, len(words), taken=True)
    if interview.stage == "specifying":
        return progress.record(scene, Answer(codes=interview.draft, text=words), "", written=written)
    return progress.choose(scene, item, Answer(text=words), "", written=written)


def join(scene: Scene, text: str) -> TurnResult | None:
    """Adds words that came before the present question to the answer that they belong to; None where to none.

    What becomes too long together is asked for again, whole: half a comment would say what nobody meant.
    """
    interview = scene.interview
    written = interview.written
    if written is None or written.item != interview.previous or written.item not in interview.answers:
        return None
    if not follows(written, written.item, scene.sent, taken=True):
        return None
    item = scene.questionnaire.by_id[written.item]
    if says_again(item, interview.answers[item.id], text):
        return TurnResult(interview, (Repeated(),))
    words = joined(item, interview.answers[item.id], text)
    if isinstance(words, Refusal):
        kept = {name: answer for name, answer in interview.answers.items() if name != item.id}
        former = scene.answered(kept)
        length = int(words.values["length"])
        again = replace(
            progress.at(former.interview, item.id), written=_written(scene, item.id, length, taken=False)
        )
        why = Why(notice=words.reason, facts=words.values)
        return progress.ask(
            former.at(replace(again, stage="asking")),
            before=progress.leave(scene),
            events=(Rejected(words.reason),),
            why=why,
        )
    after = scene.answered({**interview.answers, item.id: words})
    if interview.cursor not in after.route.items:
        return None
    length = len(words.text or "")
    after = after.at(replace(after.interview, written=_written(scene, item.id, length, taken=True)))
    shown = settled(after.at(replace(after.interview, cursor=item.id, stage="asking", between=None)))
    return TurnResult(after.interview, (Joined(item.id, words),), (replace(shown, where="former"),))


def join_ended(
    questionnaire: Questionnaire, ended: Interview, text: str, *, sent: int | None, language: str | None
) -> TurnResult | None:
    """The same where the interview has come to its end with the first part; None where the words belong to nothing."""
    written = ended.written
    if written is None or not follows(written, written.item, sent, taken=True):
        return None
    item = questionnaire.by_id.get(written.item)
    if item is None or written.item not in ended.answers:
        return None
    if says_again(item, ended.answers[item.id], text):
        return TurnResult(None, (Repeated(),))
    words = joined(item, ended.answers[item.id], text)
    if isinstance(words, Refusal):
        return TurnResult(None, (Rejected("not_added"),), (Say(language=language, notice="not_added"),))
    return TurnResult(None, (Joined(item.id, words),), (Say(language=language, notice="added"),))


def joined(item: Item, answer: Answer, text: str) -> Answer | Refusal:
    """The answer with these words in a line of their own, or why they are too many."""
    whole = f"{answer.text}\n{text}" if answer.text else text
    words = understood(whole, limit_of(item))
    return words if isinstance(words, Refusal) else Answer(codes=answer.codes, text=words)


def says_again(item: Item, answer: Answer, text: str) -> bool:
    """Whether the answer ends with these words already: somebody saw nothing come of them, and sent them once more."""
    words = understood(text, limit_of(item))
    return not isinstance(words, Refusal) and f"\n{answer.text}".endswith(f"\n{words}")


def follows(written: Written | None, item: str, sent: int | None, *, taken: bool) -> bool:
    """Whether what was sent then belongs to what was written at this item."""
    if written is None or sent is None or written.item != item or written.taken != taken:
        return False
    return 0 <= sent - written.at <= TOGETHER


def limit_of(item: Item) -> int:
    """Characters that an item takes in words: its own, or those after "other"."""
    return item.most_characters or SPECIFY_LIMIT


def _too_long(length: int, limit: int) -> Refusal:
    return Refusal(reason="text_too_long", values={"max": str(limit), "length": str(length)})


def _written(scene: Scene, item: str, length: int, *, taken: bool) -> Written | None:
    """Nothing is remembered where the channel does not say when it was written."""
    return None if scene.sent is None else Written(item, scene.sent, length, taken)
