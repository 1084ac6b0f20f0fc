"""The report in a real browser, opened from disk: what a reviewer does, what a hostile text must not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from r40.codebook import Codebook
from r40.records import ScoredRelazione
from r40.reports.html import write_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright non è installato")


@pytest.fixture
def page(browser: Browser, relazioni: list[ScoredRelazione], codebook: Codebook, tmp_path: Path) -> Iterator[Page]:
    """The report open at 1366x768; fails at the end on any dialog, error, console complaint or request."""
    file = tmp_path / "r40.html"
    write_html(relazioni, codebook, file, generated=date(2024, 5, 31))
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    trouble: list[str] = []

    def dialog(box: Dialog) -> None:
        trouble.append(f"dialog {box.message}")
        box.dismiss()

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda r: None if r.url.startswith(file.as_uri()) else trouble.append(r.url))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert trouble == []


def comuni(page: Page) -> list[str]:
    return page.locator(".queue tbody tr:visible .c-comune").all_inner_texts()


def test_queue_sorts_and_filters(page: Page) -> None:
    first = ["BORGO ALTO", "=CMD|'/C calc'!A0", "VALLE DI SOTTO", "scansione.pdf"]
    assert comuni(page) == first
    page.get_by_role("button", name="Comune").click()
    assert comuni(page) == [first[1], first[0], first[3], first[2]]
    page.get_by_role("button", name="Priorità").click()
    assert comuni(page) == first
    page.get_by_role("searchbox").fill("livello di servizio")
    assert comuni(page) == ["VALLE DI SOTTO"]
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Segnalazioni").select_option("error")
    assert comuni(page) == ["BORGO ALTO"]
    assert page.locator("#shown").inner_text() == "1 di 4 relazioni"


def test_flag_lights_up_its_evidence(page: Page) -> None:
    page.get_by_text("La motivazione R18 è SI").click()
    assert page.locator("h2").inner_text() == "BORGO ALTO"
    flag = page.locator(".flag", has_text="L303")
    flag.get_by_role("button").click()
    assert "".join(page.locator(".seg.selected").all_inner_texts()) == (
        "L'organico del servizio sociale si è ridotto per due pensionamenti non ancora sostituiti"
    )
    assert flag.get_by_role("button").get_attribute("aria-pressed") == "true"
    assert page.locator(".seg.selected").first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".seg.selected").count() == 0


@pytest.mark.parametrize("size", [(1366, 420), (1366, 768), (390, 844)])
def test_evidence_is_brought_into_view(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.get_by_role("link", name="BORGO ALTO").click()
    for code in ("L303", "L302"):
        page.locator(".flag", has_text=code).get_by_role("button").click()
        sync_api.expect(page.locator(".seg.selected").first).to_be_in_viewport(ratio=1)


def test_reason_with_two_passages_by_keyboard(page: Page) -> None:
    page.get_by_role("link", name="BORGO ALTO").press("Enter")
    page.locator(".reason-card", has_text="R21").get_by_role("button").press("Enter")
    assert "passo 1 di 2" in page.locator(".selection").inner_text()
    page.get_by_role("button", name="Passo seguente").press("Enter")
    assert "passo 2 di 2" in page.locator(".selection").inner_text()
    page.get_by_role("link", name="Torna all'elenco").press("Enter")
    page.wait_for_selector("#elenco:not([hidden])")
    assert page.evaluate("document.activeElement.textContent") == "BORGO ALTO"


def test_overlapping_interventions_are_both_named(page: Page) -> None:
    page.get_by_role("link", name="BORGO ALTO").click()
    page.get_by_text("gli anziani con demenza", exact=True).hover()
    tip = page.get_by_role("tooltip").inner_text()
    assert "Centri diurni e Alzheimer" in tip
    assert "Sostegno ai caregiver e sollievo" in tip


def test_hostile_text_is_only_text(page: Page) -> None:
    page.get_by_role("link", name="=CMD").click()
    page.locator(".flag .show").click()
    assert "<img src=x onerror=alert(1)>" in page.locator(".seg.selected").inner_text()
    assert page.locator("img").count() == 0


def test_failed_file_shows_its_problem(page: Page) -> None:
    page.get_by_role("link", name="scansione.pdf").click()
    assert "usare l'originale del portale" in page.locator(".problems").inner_text()


def test_nothing_overflows_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for hash_ in ("", "#relazione-1", "#relazione-2", "#relazione-3", "#relazione-4"):
        page.evaluate("hash => { location.hash = hash; }", hash_)
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
