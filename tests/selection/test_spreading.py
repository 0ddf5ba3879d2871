"""Spread evenly: by examples worked out by hand, and by rules that hold for many invented cases."""

import itertools
import random
import uuid
from collections import Counter

import pytest

from selection.spreading import Wanting, spread


def wanting(count: int, lacks: int) -> list[Wanting]:
    return [Wanting(pk, uuid.UUID(int=pk * 7919), lacks) for pk in range(count)]


def spread_out(loads: Counter) -> int:
    return max(loads.values()) - min(loads.values())


def test_each_gets_as_many_as_it_lacks_and_all_have_equally_much():
    made = spread(wanting(10, 3), [1, 2, 3, 4, 5], barred=(), load={})

    assert Counter(expression for expression, _person in made.pairs) == dict.fromkeys(range(10), 3)
    assert made.load == dict.fromkeys([1, 2, 3, 4, 5], 6)
    assert made.short == {}


def test_nobody_gets_what_is_barred_and_the_load_is_even_all_the_same():
    barred = {(expression, 1) for expression in range(8)}

    made = spread(wanting(12, 1), [1, 2, 3], barred=barred, load={})

    assert not barred & set(made.pairs)
    assert made.load == {1: 4, 2: 4, 3: 4}


def test_what_somebody_has_already_counts():
    made = spread(wanting(6, 1), [1, 2, 3], barred=(), load={1: 4})

    assert made.load == {1: 4, 2: 3, 3: 3}


def test_a_chain_of_exchanges_is_found():
    """2 can take only the second expression, which 1 could have as well; 3 only what 2 must not lose."""
    barred = {(0, 2), (0, 3), (1, 3), (2, 1), (2, 2)}

    made = spread(wanting(3, 1), [1, 2, 3], barred=barred, load={})

    assert sorted(made.pairs) == [(0, 1), (1, 2), (2, 3)]


def test_where_there_are_too_few_it_says_so():
    made = spread(wanting(2, 3), [1, 2, 3], barred={(0, 1), (0, 2)}, load={})

    assert made.short == {0: 2}
    assert sorted(made.pairs) == [(0, 3), (1, 1), (1, 2), (1, 3)]


def test_it_is_the_same_whatever_order_it_is_asked_in():
    people, places = [1, 2, 3, 4], wanting(20, 2)
    one = spread(places, people, barred={(3, 1), (7, 2)}, load={})
    other = spread(places[::-1], people, barred={(7, 2), (3, 1)}, load={})

    assert one.pairs == other.pairs
    assert one.fingerprint == other.fingerprint


def test_not_always_the_same_ones_sit_together():
    made = spread(wanting(30, 2), [1, 2, 3, 4, 5, 6], barred=(), load={})

    pairs = Counter(tuple(person for each, person in made.pairs if each == expression) for expression in range(30))

    assert len(pairs) > 6


@pytest.mark.parametrize("seed", range(40))
def test_no_fairer_spread_exists(seed):
    """Small invented cases, each against every spread there is."""
    chance = random.Random(seed)
    people = [1, 2, 3]
    places = [Wanting(pk, uuid.UUID(int=pk + 1), chance.choice([1, 2])) for pk in range(4)]
    barred = {(pk, person) for pk in range(4) for person in people if chance.random() < 0.35}
    load = {person: chance.choice([0, 0, 1]) for person in people}

    made = spread(places, people, barred=barred, load=load)

    free = {each.pk: [person for person in people if (each.pk, person) not in barred] for each in places}
    every = itertools.product(
        *(itertools.combinations(free[each.pk], min(each.lacks, len(free[each.pk]))) for each in places)
    )
    fairest = min(
        sorted((Counter(load) + Counter(itertools.chain(*each)))[person] for person in people)[::-1] for each in every
    )
    assert not barred & set(made.pairs)
    assert sorted((made.load[person] for person in people), reverse=True) == fairest


def test_three_hundred_among_twelve_is_even():
    chance = random.Random(1)
    barred = {(pk, chance.randrange(12)) for pk in range(300)}

    made = spread(wanting(300, 3), list(range(12)), barred=barred, load={})

    assert len(made.pairs) == 900
    assert spread_out(made.load) == 0
    assert not barred & set(made.pairs)
