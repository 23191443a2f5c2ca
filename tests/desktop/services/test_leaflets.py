"""Leaflets for the person: whole in four languages, without anything that tells where they come from."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from desktop.refusals import Refused
from desktop.services import leaflets
from desktop.services.leaflets import LANGUAGES, Leaflet
from desktop.services.library import shipped

EVERY = leaflets.leaflets()


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


@pytest.mark.parametrize("leaflet", EVERY, ids=lambda one: one.id)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folded", [False, True])
def test_every_word_of_it_stands_on_one_sheet(leaflet: Leaflet, language: str, folded: bool) -> None:
    made = leaflets.make(leaflet.id, language, country=leaflet.country or "MD", folded=folded)
    told = text_of(made.data)
    assert made.pages == 1
    for words in (leaflet.title, *(p.title for p in leaflet.parts), *(line for p in leaflet.parts for line in p.lines)):
        assert " ".join(words[language].split()) in told.replace("• ", "")
    for secret in ("Ancora", "ancora", "oficiul", "Pagina"):
        assert secret not in told
    info = PdfReader(io.BytesIO(made.data)).metadata or {}
    assert not any("ancora" in str(value).lower() for value in info.values())
    assert made.file_name == "foaie.pdf" and made.profile == "blank"


def test_the_numbers_are_those_of_the_country_and_of_sources_that_vouch_for_them() -> None:
    for country, other in (("MD", "RO"), ("RO", "MD")):
        told = text_of(leaflets.make("rights", "ro", country=country).data)
        lines = shipped().hotlines
        assert "112" in told
        assert any(one.number in told for one in lines if one.country == country)
        for line in lines:
            if line.country == other or not line.verified:
                assert line.number not in told


def test_a_country_has_its_own_order_and_no_other() -> None:
    assert {one.id for one in leaflets.leaflets("MD")} >= {"rights", "after", "order_md", "safe_place"}
    assert "order_md" not in {one.id for one in leaflets.leaflets("RO")}
    with pytest.raises(Refused, match="unknown-leaflet"):
        leaflets.make("order_ro", "ro", country="MD")


@pytest.mark.parametrize("language", leaflets.WANTED)
def test_a_language_that_nobody_vouches_for_is_not_printed(language: str) -> None:
    with pytest.raises(Refused, match="leaflet-wanted"):
        leaflets.make("rights", language, country="MD")


@pytest.mark.parametrize("leaflet", EVERY, ids=lambda one: one.id)
def test_every_text_is_there_in_every_language_and_says_where_it_comes_from(leaflet: Leaflet) -> None:
    texts = (leaflet.title, *(p.title for p in leaflet.parts), *(line for p in leaflet.parts for line in p.lines))
    assert all(set(one) == set(LANGUAGES) and all(one.values()) for one in texts)
    assert leaflet.source
    words = " ".join(one["ro"] for one in texts)
    assert not set("!ŞşŢţ") & set(words) and "pretins" not in words


def test_no_place_and_no_address_is_told() -> None:
    told = " ".join(line["ro"] for one in EVERY for part in one.parts for line in part.lines)
    assert not any(place in told for place in ("str.", "Chișinău", "București", "Ungheni"))


def test_a_text_that_no_expert_confirmed_says_so_on_paper() -> None:
    assert all(not one.verified for one in EVERY)
    assert "niciun expert nu l-a confirmat" in text_of(leaflets.make("after", "ro", country="MD").data)
