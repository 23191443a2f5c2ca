"""PURE: cases whose point is contact, consent, what leaves them, and appointments."""

from __future__ import annotations

from desktop.services.invented import danger, ending, opening, sharing, work
from desktop.services.invented.opening import SHORT
from desktop.services.invented.world import Answers, Tale, Telling


def lost(tale: Tale) -> Telling[None]:
    """No contact for weeks; set as inactive by a person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(5).write("note", work.note(tale, "telefon"))
    missed: Answers = {"contact_lost": True, "contact_lost_since": tale.day()}
    yield from tale.office(40).write("monitoring", work.month(tale, 1, **missed))
    yield from ending.state(tale.after(minutes=5), "inactiv")


def given_up(tale: Tale) -> Telling[None]:
    """No contact for weeks, inactive, then closed."""
    yield from lost(tale)
    yield from ending.close(tale.office(31), "contact_pierdut")


def silent(tale: Tale) -> Telling[None]:
    """No contact for more than thirty days, and nobody has said anything yet: the program proposes."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("risk", danger.risk(tale, "scazut"))
    yield from tale.office(2).write("note", work.note(tale, "telefon"))


def withdrawn(tale: Tale) -> Telling[None]:
    """A consent that runs out, another that she withdrew after things had been sent, and the recall."""
    lines = [sharing.release(tale, "medical", 20), sharing.release(tale, "politie", agreed="nu")]
    yield from opening.begin(tale, SHORT, releases=lines)
    yield from sharing.send(tale.office(1), "medical", "72_h", 2, status="acceptat", feedback="partial")
    second = yield from tale.office(4).write("consent", opening.consent(tale, [sharing.release(tale, "psiholog", 120)]))
    yield from sharing.send(tale.after(minutes=9), "psihosocial", "7_zile", 3)
    sent = tale.last("disclosure")
    yield from tale.office(9).write("consent", {"withdrawn_on": tale.day()}, second)
    recall = sharing.disclosure(tale, "rechemare", "psiholog", consent_ref=second)
    yield from tale.after(minutes=20).write("disclosure", recall)
    yield from tale.after(minutes=1).write("disclosure", {"recalled_on": tale.day()}, sent)
    yield from tale.after(minutes=20).write("note", work.note(tale, "telefon"))


def excepted(tale: Tale) -> Telling[None]:
    """Told to the police without consent: danger to life; one confirmed by a second person, a newer one waits."""
    yield from opening.begin(tale, SHORT)
    yield from tale.after(minutes=20).write("risk", danger.risk(tale, "crescut"))
    yield from tale.after(minutes=9).write("disclosure", sharing.exception(tale))
    spoken = sharing.disclosure(tale, "verbal", "politie", exception_ref=tale.last("disclosure"), way="telefon")
    yield from tale.after(minutes=9).write("disclosure", spoken | {"consent_ref": None})
    yield from tale.after(hours=20).write("disclosure", sharing.exception(tale, "asteapta"))
    yield from tale.after(minutes=9).write("note", work.note(tale, "telefon"))


def referred(tale: Tale) -> Telling[None]:
    """Referrals answered, declined, unanswered; an appointment elsewhere."""
    to = ("psiholog", "medical", "asistenta_juridica", "ajofm_anofm")
    yield from opening.begin(tale, SHORT, releases=[sharing.release(tale, each, 120) for each in to])
    yield from sharing.send(tale.office(1), "psihosocial", "7_zile", 3)
    yield from sharing.send(tale, "medical", "24_h", 1, status="refuzat_de", feedback="refuzat_de")
    yield from sharing.send(tale, "juridic", "72_h", None)
    yield from sharing.send(tale.office(1), "mijloace_de", "7_zile", None)
    yield from tale.after(minutes=9).write("note", work.note(tale, "juridica"))


def appointments(tale: Tale) -> Telling[None]:
    """Kept, missed, moved, cancelled, and one to come."""
    yield from opening.begin(tale, SHORT)
    kept = yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 2))
    missed = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 4))
    moved = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 9))
    off = yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 10))
    yield from tale.office(7).write("appointment", {"state": "tinuta", "remarks": tale.text()}, kept)
    gone = {"state": "neprezentare", "reason": "drum", "followed_on": tale.day()}
    yield from tale.after(minutes=2).write("appointment", gone, missed)
    yield from tale.after(minutes=2).write(
        "appointment", {"state": "mutata", "ended_by": "persoana", "reason": "copii"}, moved
    )
    yield from tale.after(minutes=2).write("appointment", work.appointment(tale, 9, moved_from=moved))
    yield from tale.after(minutes=2).write(
        "appointment", {"state": "anulata", "ended_by": "oficiu", "reason": "lucrator"}, off
    )


def companion(tale: Tale) -> Telling[None]:
    """A talk with an interpreter today or tomorrow, another at an institution next week."""
    yield from opening.begin(tale, SHORT)
    lang = {"interpreter": True, "interpreter_language": "uk", "transport": "bilet", "companion": "ruda"}
    mine = {"start": work.soon(tale), "worker": tale.names.workers[0][0]}
    yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 4, **mine, **lang))
    there = {"place_kind": "institutie", "place": tale.names.institutions["medical"], "room": None}
    yield from tale.after(minutes=9).write("appointment", work.appointment(tale, 9, purpose="P5", **there))
