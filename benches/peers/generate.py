#!/usr/bin/env python3
"""Make observations of everyday work: as many as asked for, the same ones every time.

Writes JSON lines with the fields text, kind, tags, setting, origin and happened_at, oldest first,
spread over two years. Texts run to some 150 characters; phrases, tags, settings and names are
chosen with Zipf's weights, so that a few are everywhere and most are rare, as in real notes. One
phrase (--phrase) stands in a small share of the texts (--share) and nowhere else.

Python's standard library only. Nothing in here is about a real person, place or case.
"""

import argparse
import itertools
import json
import random
import sys
from datetime import datetime, timedelta, timezone

PHRASE = "second pair of eyes"
SHARE = 0.003
SEED = 20240101
BEGIN = datetime(2024, 1, 1, tzinfo=timezone.utc)
DAYS = 730

# The default codebook's tags, the likelier ones first.
TAGS = """
t.interrupt a.share s.check t.info p.anticipate a.tailor t.tool w.stand-in s.relate t.staff
p.coordinate s.handover y.trade p.respond a.extra t.person w.add-own s.speak p.monitor a.pause
t.rule y.known s.margin w.re-order t.outside a.recruit p.learn y.cost w.leave-out t.place y.goals
w.shared y.limit
""".split()
HOW_MANY_TAGS = ([0, 1, 2, 3], [20, 40, 28, 12])

KINDS = (["ordinary", "adjustment", "workaround", "surprise", "kept-safe"], [38, 27, 17, 8, 10])
ORIGINS = (["spontaneous", "prompted"], [70, 30])

SETTINGS = """
duty desk; home visit; team room; ward; court; school; car; family centre; clinic; phone; panel;
multi-agency meeting; contact room; night desk; hospital corridor; hostel
"""

WHO = """
I; we; the duty worker; a colleague; the nurse in charge; the senior; the student; reception; the
night team; the health visitor; the foster carer; the mother; the school; the interpreter; the
grandmother; the manager on call; the support worker; the pharmacist; the porter; the police
officer; the father; the ward clerk; the advocate; the guardian; the midwife; the bank nurse; the
contact supervisor; the driver; the youth worker; the housing officer; the teaching assistant; the
solicitor; the locum; the reviewing officer; the older brother; the neighbour
"""

DID = """
rang ahead to say we would be late; read the plan back line by line; swapped the visits round; wrote
it on paper first; asked for the old file; moved the meeting to the small room; used the spare
phone; checked the address with the school; took the long way to avoid the traffic; waited in the
corridor until it was quiet; sat down on the floor with the children; drew the week as a picture;
copied the list by hand; asked who else had been told; left the door open on purpose; went back for
the charger; borrowed a laptop from the next team; kept ten minutes free before the call; told the
night desk what to listen for; shared the car with another team; asked the question a second way;
put the times on the whiteboard; stepped outside to think; left one step for tomorrow; rang the
manager from the car park; asked the family what they would like to be called; offered to come back
on Friday; printed two copies in case; said out loud that it did not feel right; held the place in
the queue; ordered the lift early; counted the medicines again; turned the radio off and listened;
went in together instead of alone; used the blue folder and not the system; put a note under the
keyboard; agreed a word for when to leave; phoned the ward direct; wrote the initials on the tape;
kept the old form going beside the new one; gave the short version first; asked the student to say
it in their own words; brought a sandwich; changed the order of the round; marked the two names that
look alike; stayed on the line until somebody answered; looked in the paper diary; sent a message to
the group; asked for an hour more; took the small car because the seat fits; stood where the door
could be seen; parked round the corner; put the crying baby first; let the phone ring; asked for the
form in large print; rang the other parent before the letter arrived
"""

WHEN_OR_WHY = """
because the printer was down; before the handover; since nobody had told the night team; while the
system was slow; because two records disagreed; as there was no private room; after the third call;
because the list was an hour old; with one worker short; since the file had two addresses; because
it had worked last time; before the family arrived; when the alarm went off again; as the deadline
fell before the result; because the form has no box for this; to keep the afternoon free; because
the interpreter was booked for four; since the court wanted it by noon; when the voice on the phone
changed; because the little one was asleep; while waiting for the lift; after the team talked it
through; as the usual car was out; because the key was with the other shift; in case the bridge was
closed; so that the mother would not have to tell it twice; since the last visit ended early; when
two calls came at once; because the battery was at nine per cent; as the student had noticed
something; because the rule was written for another service; before anybody asked; after a look at
the rota; because the contract ends in March; when the room was double booked; as agreed this
morning; since the letter had come back; because it was the fourth change this week
"""

AND_THEN = """
it took ten minutes longer; nobody minded; the plan held; we caught a wrong date; she laughed and
said thank you; the visit went ahead; it cost my lunch break; the next shift knew at once; he said
it was easier that way; two of us remembered it differently; the time was made up later; it will not
be in the file; we do this most weeks; I had not thought of that before; the ward sent the right
bag; there was nothing left over for another call; it was quiet after that; the school rang back;
the worry went down a little; one call went unanswered; it was the right door after all; the team
uses it now; I wrote the full note in the evening; they asked us to do the same next time; it felt
slower and was quicker; the other list was the right one; we agreed to try it again on Monday
"""

LOOKED_AT_AGAIN = (
    f"asked for a {PHRASE} on the list",
    f"had a {PHRASE} look at the dates",
    f"wanted a {PHRASE} before signing",
    f"was the {PHRASE} for the night team",
)

# Names that no text shares with many others: the long tail of a real vocabulary.
SYLLABLES = (
    "ash bar bel bram cal car chad clay cor dal den dun east elm fal fen gar glen had hal hart hol "
    "kel ken kirk lang lin lock mar mel mor nor oak os pen ras red row sal sel shel sten tam tol "
    "ul wat wel wick wil win wor yar"
).split()
ENDINGS = (
    "bury by cote croft dale den field ford gate ham ley low mere more stead ton well wood"
).split()
PLACES = "at {} House; in {} Road; on {} ward; for the {} family; from {} Street; with the {} team"


def phrases(text):
    """The phrases of a list, each on one line."""
    return [" ".join(phrase.split()) for phrase in text.split(";")]


class Zipf:
    """A choice among things in which the n-th is chosen 1/n as often as the first."""

    def __init__(self, things):
        self.things = things
        self.weights = list(itertools.accumulate(1 / n for n in range(1, len(things) + 1)))

    def draw(self, rng):
        return rng.choices(self.things, cum_weights=self.weights)[0]


def names(rng):
    """Some 20,000 made-up names of places and families, in an order of their own."""
    parts = itertools.product(SYLLABLES, SYLLABLES, ENDINGS)
    made = sorted({"".join(part).capitalize() for part in parts if part[0] != part[1]})
    rng.shuffle(made)
    return made[:20_000]


def observations(count, phrase, share, seed):
    """The observations, oldest first."""
    rng = random.Random(seed)
    who, did, why, then = (Zipf(phrases(text)) for text in (WHO, DID, WHEN_OR_WHY, AND_THEN))
    places, name = Zipf(phrases(PLACES)), Zipf(names(rng))
    setting, tag = Zipf(phrases(SETTINGS)), Zipf(TAGS)
    looked_at_again = [text.replace(PHRASE, phrase) for text in LOOKED_AT_AGAIN]
    seconds = DAYS * 24 * 3600

    planted = set(rng.sample(range(count), round(count * share)))

    def text(number):
        act = rng.choice(looked_at_again) if number in planted else did.draw(rng)
        said = f"{who.draw(rng)} {act} {places.draw(rng).format(name.draw(rng))} {why.draw(rng)}"
        if rng.random() < 0.75:
            said += f"; {then.draw(rng)}"
        if rng.random() < 0.65:
            said += f". {who.draw(rng).capitalize()} {did.draw(rng)}"
        return said[0].upper() + said[1:]

    for number, at in enumerate(sorted(rng.randrange(seconds) for _ in range(count))):
        yield {
            "text": text(number),
            "kind": rng.choices(*KINDS)[0],
            "tags": sorted({tag.draw(rng) for _ in range(rng.choices(*HOW_MANY_TAGS)[0])}),
            "setting": setting.draw(rng),
            "origin": rng.choices(*ORIGINS)[0],
            "happened_at": (BEGIN + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    option = parser.add_argument
    option("count", type=int, help="how many observations")
    option("--output", metavar="FILE", help="where to write them (standard output)")
    option("--phrase", default=PHRASE, help="the phrase to plant (%(default)s)")
    option("--share", type=float, default=SHARE, help="in this share of the texts (%(default)s)")
    option("--seed", type=int, default=SEED, help="the same seed, the same file (%(default)s)")
    asked = parser.parse_args()
    made = observations(asked.count, asked.phrase, asked.share, asked.seed)
    with open(asked.output, "w", encoding="utf-8") if asked.output else sys.stdout as out:
        for observation in made:
            out.write(json.dumps(observation, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
