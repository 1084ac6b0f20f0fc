"""The app in a real browser: a reviewer's morning, two at once, a hostile narrative, what a screen reader meets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from r40.store.records import Decision, Verdict, Work
from tests.reports.conftest import HOSTILE as MARKUP
from tests.web.conftest import HOSTILE, PASSWORD, RICH, SAMPLE, Served, flag_ids

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright non è installato")
expect = sync_api.expect
PATIENCE = 60_000  # milliseconds; only what fails waits so long
expect.set_options(timeout=PATIENCE)
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture
def trouble() -> Iterator[list[str]]:
    """Fails at the end on any dialog, script error, complaint or request elsewhere."""
    found: list[str] = []
    yield found
    assert found == []


def open_page(browser: Browser, served: Served, trouble: list[str], size: dict[str, int] = DESK) -> Page:
    page = browser.new_context(viewport=size, locale="it-IT", accept_downloads=True).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.on("dialog", lambda box: (trouble.append(f"dialog {box.message}"), box.dismiss()))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "console", lambda m: trouble.append(m.text) if m.type == "error" and "status of 409" not in m.text else None
    )
    page.on("request", lambda r: None if r.url.startswith((served.url, "data:")) else trouble.append(r.url))
    return page


@pytest.fixture
def page(browser: Browser, local: Served, trouble: list[str]) -> Iterator[Page]:
    page = open_page(browser, local, trouble)
    page.goto(local.url)
    yield page
    page.context.close()


def log_in(browser: Browser, served: Served, trouble: list[str], name: str) -> Page:
    page = open_page(browser, served, trouble)
    page.goto(f"{served.url}/relazioni/{RICH}")
    page.get_by_label("Nome utente").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    at_work(page)
    return page


def at_work(page: Page, comune: str = "BORGO ALTO") -> None:
    """Wait until a relazione's page is there and listens to keys."""
    expect(page.locator("h1")).to_have_text(comune)
    expect(page.locator(".flag.chosen")).to_have_count(1)


def decided(page: Page, count: int) -> None:
    expect(page.locator("#avanzamento b")).to_have_text(str(count))


def test_a_morning_by_keyboard(page: Page, local: Served, tmp_path: Path) -> None:
    keys = page.keyboard
    keys.press("/")
    keys.type("caffè alzheimer")
    expect(page.locator(".queue tbody tr")).to_have_count(1)
    keys.press("ControlOrMeta+a")
    keys.press("Delete")
    expect(page.locator(".queue tbody tr")).to_have_count(5)
    page.locator("body").evaluate("() => document.activeElement.blur()")
    keys.press("n")
    at_work(page)

    keys.press("c")
    decided(page, 1)
    keys.press("3")
    decided(page, 2)
    keys.press("d")
    decided(page, 3)
    keys.press("r")
    keys.type("La somma torna con M59 in bianco")
    keys.press("Control+Enter")
    decided(page, 4)
    keys.press("c")
    decided(page, 5)
    expect(page.locator("#chiudi")).to_be_focused()
    keys.press("z")
    decided(page, 4)
    keys.press("c")
    decided(page, 5)
    keys.press("o")
    keys.type("Sentire l'ufficio di piano")
    keys.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("Sentire l'ufficio di piano")
    expect(page.locator("#nota")).to_have_value("")
    expect(page.locator("#nota")).not_to_be_focused()

    page.locator(".letter button").focus()
    with page.expect_download() as letter:
        keys.press("Enter")
    assert letter.value.suggested_filename == "lettera-borgo-alto.docx"
    page.locator(".letter button").evaluate("e => e.blur()")
    keys.press("x")
    at_work(page, "PETRACUNNA")
    expect(page.locator(".field-box")).to_be_in_viewport(ratio=1)

    keys.press("l")
    row = page.locator(".queue tbody tr", has_text="BORGO ALTO")
    expect(row.locator(".state")).to_have_text("Chiusa")
    page.get_by_role("link", name="Esporta").last.focus()
    keys.press("Enter")
    page.get_by_role("link", name="Scarica le decisioni").focus()
    with page.expect_download() as workbook:
        keys.press("Enter")
    workbook.value.save_as(tmp_path / "decisioni.xlsx")
    assert (tmp_path / "decisioni.xlsx").read_bytes()[:2] == b"PK"

    desk = local.store.desk.open(local.user("locale"), RICH)
    verdicts = {each.flag.code: each.decision.content.verdict for each in desk.flags if each.decision}  # type: ignore[union-attr]
    assert sorted(verdicts.values()) == sorted(
        [Verdict.CONFIRMED, Verdict.DISMISSED, Verdict.ASK, Verdict.DISMISSED, Verdict.CONFIRMED]
    )
    assert desk.status is Work.CLOSED


def test_keys_faster_than_the_server(page: Page, local: Served) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    at_work(page)
    for key in ("c", "3", "d"):
        page.keyboard.press(key)
    decided(page, 3)
    expect(page.locator(".flag.chosen.decided")).to_have_count(0)
    page.evaluate("""() => {
        const held = { key: "c", repeat: true, bubbles: true };
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", held));
    }""")
    page.keyboard.press("z")
    decided(page, 2)
    desk = local.store.desk.open(local.user("locale"), RICH)
    assert {each.flag.code: each.decision.content.verdict for each in desk.flags if each.decision} == {  # type: ignore[union-attr]
        "L303": Verdict.CONFIRMED, "N201": Verdict.DISMISSED,
    }  # fmt: skip


def test_a_form_that_is_not_ready_saves_nothing_silently(page: Page, local: Served) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    at_work(page)
    address = page.url
    page.evaluate("""() => {
        const late = document.querySelector("form.decide").cloneNode(true);
        document.querySelector("#segnalazioni").append(late);
        late.querySelector("button").click();
    }""")
    expect(page.locator("#avviso")).to_contain_text("NON è stata salvata")
    assert page.url == address


def test_two_reviewers_see_each_other(browser: Browser, office: Served, trouble: list[str]) -> None:
    anna, bruno = (log_in(browser, office, trouble, name) for name in ("anna", "bruno"))
    expect(anna.locator(".presence")).to_contain_text("Bruno Neri")
    anna.keyboard.press("c")
    decided(anna, 1)
    decided(bruno, 1)
    expect(bruno.locator("#colleghi")).to_contain_text("Anna Verdi")

    # Bruno's page stops hearing: what Anna does meanwhile must not be overwritten.
    bruno.route("**/novita*", lambda route: route.fulfill(status=204))
    bruno.keyboard.press("j")
    anna.keyboard.press("2")
    decided(anna, 2)
    bruno.keyboard.press("d")
    conflict = bruno.locator(".conflict")
    expect(conflict).to_contain_text("ha lavorato qui Anna Verdi")
    expect(bruno.locator(".flag.chosen .verdict")).to_contain_text("Respinta")
    conflict.get_by_role("button", name="Ripeti la mia scelta").click()
    expect(bruno.locator(".flag.ask .verdict")).to_contain_text("Bruno Neri")
    decided(bruno, 2)
    for page in (anna, bruno):
        page.context.close()


def test_what_one_writes_stays_when_a_colleague_works(browser: Browser, office: Served, trouble: list[str]) -> None:
    anna, bruno = (log_in(browser, office, trouble, name) for name in ("anna", "bruno"))
    anna.keyboard.press("o")
    anna.keyboard.type("Una nota a metà")
    anna.locator(".flag.chosen h3").click()
    anna.keyboard.press("r")
    anna.keyboard.type("Un motivo a me")
    bruno.keyboard.press("j")
    bruno.keyboard.press("d")  # the first decision changes the status: flags and notes are drawn anew
    decided(anna, 1)
    anna.keyboard.type("tà")
    expect(anna.locator(".flag.chosen [name=motivo]")).to_have_value("Un motivo a metà")
    expect(anna.locator("#nota")).to_have_value("Una nota a metà")
    anna.keyboard.press("Control+Enter")
    decided(anna, 2)
    expect(anna.locator(".flag.dismissed .verdict")).to_contain_text("Un motivo a metà")
    expect(anna.locator(".why-not:visible")).to_have_count(0)
    expect(anna.locator("#nota")).to_have_value("Una nota a metà")
    for page in (anna, bruno):
        page.context.close()


def test_proof_and_back(page: Page) -> None:
    page.keyboard.press("n")
    at_work(page)
    card = page.locator(".flag", has_text="L303")
    card.get_by_role("button", name="Mostra nel testo").click()
    expect(page.locator(".seg.lit").first).to_be_in_viewport(ratio=1)
    assert "due pensionamenti" in "".join(page.locator(".seg.lit").all_inner_texts())
    page.locator("#storia").evaluate("e => e.scrollIntoView()")
    page.locator(".seg.lit").first.click()
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()


def test_a_missing_pdf_does_not_cover_the_text(page: Page, local: Served) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    at_work(page)
    with page.expect_response("**/documento?*"):
        page.locator(".flag", has_text="N201").locator("h3").click()
    expect(page.locator("#pannello-pdf")).to_contain_text("non è più dov'era")
    expect(page.locator("#narrativa")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("#pannello-pdf .notice")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#narrativa")).to_be_visible()


def test_correction_by_selecting_text(page: Page, local: Served) -> None:
    page.goto(f"{local.url}/relazioni/{HOSTILE}")
    # The narrative begins with a character that JavaScript counts as two.
    page.evaluate("""() => {
        const node = [...document.querySelectorAll('#narrativa .seg')].at(-1).firstChild;
        const range = document.createRange(), at = node.data.indexOf('visite mediche');
        range.setStart(node, at); range.setEnd(node, at + 'visite mediche'.length);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        document.querySelector('#narrativa').dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));
    }""")
    page.get_by_role("button", name="Intervento…").click()
    expect(page.locator(".picked")).to_contain_text("«visite mediche»")
    page.locator("[name=tipo]").select_option("trasporto_sociale")
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.locator(".found li.added")).to_contain_text("aggiunto da")
    added = [
        each for each in local.store.desk.open(local.user("locale"), HOSTILE).interventions if each.origin == "added"
    ]
    assert [each.intervention.text for each in added] == ["visite mediche"]


def test_stance_by_keyboard(page: Page, local: Served) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    page.get_by_role("button", name="Correggi R16").press("Enter")
    page.get_by_role("radio", name="Sostenuta dal testo").check()
    page.locator(".passage").focus()
    page.keyboard.press("ControlOrMeta+Home")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".picked")).to_contain_text("«Nel 2023»")
    page.get_by_role("button", name="Salva", exact=True).press("Enter")
    expect(page.locator("#motivazione-R16")).to_contain_text("corretta da")
    reason = next(r for r in local.store.desk.open(local.user("locale"), RICH).reasons if r.code == "R16")
    assert [span.text for span in reason.evidence] == ["Nel 2023"]


def test_hostile_text_is_only_text(page: Page, local: Served) -> None:
    for address in (
        "/",
        f"/relazioni/{HOSTILE}",
        "/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        f"/relazioni/{HOSTILE}/registro",
    ):
        page.goto(local.url + address)
        assert page.locator("img").count() == 0
    page.goto(f"{local.url}/relazioni/{HOSTILE}")
    at_work(page, "=CMD|'/C calc'!A0")
    assert MARKUP in page.locator("#narrativa").inner_text()
    page.keyboard.press("r")
    page.keyboard.type(MARKUP)
    page.keyboard.press("Control+Enter")
    decided(page, 1)
    assert MARKUP in page.locator(".verdict").inner_text()


def expected(trouble: list[str]) -> None:
    """What htmx and the browser say themselves of a server that does not answer is no trouble."""
    trouble[:] = [text for text in trouble if not text.startswith("htmx:") and "ERR_INTERNET_DISCONNECTED" not in text]


def test_lost_connection_is_said_and_nothing_is_pretended(page: Page, trouble: list[str]) -> None:
    page.keyboard.press("n")
    at_work(page)
    page.context.set_offline(True)
    page.keyboard.press("c")
    expect(page.locator("#avviso")).to_contain_text("forse NON è stata salvata")
    decided(page, 0)
    page.context.set_offline(False)
    expect(page.locator("#avviso")).to_contain_text("NON era stata salvata")
    page.keyboard.press("c")
    decided(page, 1)
    expected(trouble)


def test_a_server_that_hangs_is_given_up_and_asked_again(page: Page, local: Served, trouble: list[str]) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    at_work(page)
    page.keyboard.press("o")
    page.keyboard.type("Una nota a metà")
    page.locator(".flag.chosen h3").click()
    page.evaluate("htmx.config.timeout = 300")
    page.route("**/segnalazioni/*", lambda _: None)  # not answered
    page.keyboard.press("c")
    expect(page.locator("#avviso")).to_contain_text("forse NON è stata salvata")
    decided(page, 0)
    page.unroute("**/segnalazioni/*")
    page.evaluate("htmx.config.timeout = 30000")
    # It was saved after all: the page learns so, and the same choice again is no conflict with oneself.
    flag = flag_ids(local)["L303"]
    local.store.desk.decide(local.user("locale"), RICH, flag, Decision(verdict=Verdict.CONFIRMED), 0)
    decided(page, 1)
    expect(page.locator("#colleghi")).to_contain_text("segnalazione L303 R18: nulla → confermata")
    expect(page.locator("#avviso")).to_be_empty()
    expect(page.locator("#nota")).to_have_value("Una nota a metà")
    again = local.store.desk.decide(local.user("locale"), RICH, flag, Decision(verdict=Verdict.CONFIRMED), 0)
    assert again.mark_version == 1
    expected(trouble)


def test_a_server_that_hangs_is_told_of_in_the_open_dialog(page: Page, local: Served, trouble: list[str]) -> None:
    page.goto(f"{local.url}/relazioni/{RICH}")
    at_work(page)
    page.get_by_role("button", name="Correggi R16").click()
    page.get_by_role("radio", name="Assente dal testo").check()
    page.evaluate("htmx.config.timeout = 300")
    page.route("**/motivazioni/*", lambda _: None)
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.locator("#modulo")).to_contain_text("forse NON è stata salvata")
    expect(page.locator("#modulo")).to_be_visible()
    expected(trouble)


def test_what_browsers_say_themselves_is_italian(browser: Browser, office: Served) -> None:
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()  # type: ignore[arg-type]
    page.goto(office.url)
    page.get_by_role("button", name="Entra").click()
    name = page.get_by_label("Nome utente")
    assert name.evaluate("e => e.validationMessage") == "Campo da compilare."
    name.fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Relazioni da rivedere")
    page.goto(f"{office.url}/importa")
    page.get_by_role("button", name="Carica e valuta").click()
    assert page.locator("#file").evaluate("e => e.validationMessage") == "Scegliere un file."
    expect(page.locator(".file-names")).to_have_text("nessun file scelto")
    page.locator("#file").set_input_files([SAMPLE])
    expect(page.locator(".file-names")).to_have_text(SAMPLE.name)
    expect(page.locator("#file")).to_have_css("opacity", "0")  # the browser's own button is not seen
    with page.expect_file_chooser():
        page.get_by_text("Scegli i file…").click()
    page.goto(f"{office.url}/utenti")
    page.get_by_label("Nome utente").fill("NO")
    page.get_by_role("button", name="Aggiungi").click()
    assert page.get_by_label("Nome utente").evaluate("e => e.validationMessage").startswith("Da 2 a 40 caratteri")
    page.context.close()


def test_keys_can_be_turned_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Usa i tasti rapidi").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Relazioni da rivedere")


def test_bulk_and_views(page: Page) -> None:
    page.get_by_label("Spunta tutte quelle della pagina").check()
    page.get_by_label("Che cosa farne").select_option("s:chiusa")
    page.get_by_role("button", name="Applica").click()
    expect(page.locator(".notice")).to_contain_text("5 relazioni cambiate")
    page.locator("#filtro-stato summary").click()
    page.get_by_label("Chiusa").check()
    expect(page.locator(".chips")).to_contain_text("Chiusa")
    expect(page.locator("#filtro-stato")).to_have_attribute("open", "")
    page.get_by_text("Viste").click()
    page.get_by_label("Salva filtri e ordine come").fill("Le chiuse")
    page.get_by_role("button", name="Salva la vista").click()
    page.goto(page.url.split("?")[0])
    page.get_by_text("Viste").click()
    page.get_by_role("link", name="Le chiuse").click()
    assert page.url.endswith("/?stato=chiusa")


def test_pdfs_dropped_in_the_browser(page: Page, local: Served, tmp_path: Path) -> None:
    page.goto(f"{local.url}/importa")
    junk = tmp_path / "../guasto è.pdf"
    junk.write_bytes(b"%PDF-1.4 nient'altro")
    page.locator("#file").set_input_files([SAMPLE, junk])
    page.get_by_role("button", name="Carica e valuta").click()
    expect(page.locator("#esito")).to_contain_text("Importate 2 relazioni")
    expect(page.locator("#esito")).to_contain_text("Non lette")
    kept = sorted(path.name for path in (local.settings.folder / "caricati").iterdir())
    assert [name.rsplit("-", 1)[0] for name in kept] == ["guasto-e", "petracunna-2023"]
    page.goto(f"{local.url}/importa")
    page.evaluate("""() => {
        const dropped = new DataTransfer();
        dropped.items.add(new File(["%PDF-1.4 altro"], "trascinato.pdf", { type: "application/pdf" }));
        const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
        document.querySelector("#caricamento").dispatchEvent(drop);
    }""")
    expect(page.locator("#esito")).to_contain_text("trascinato")


def test_axe_finds_nothing_serious(browser: Browser, office: Served, trouble: list[str]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: list[str] = []

    def check(page: Page, name: str) -> None:
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found.append(f"{name}: {violation['id']} {violation['nodes'][0]['html'][:200]}")

    page = open_page(browser, office, trouble)
    page.goto(office.url)
    check(page, "accesso")
    page.context.close()
    page = log_in(browser, office, trouble, "anna")
    page.keyboard.press("c")
    decided(page, 1)
    check(page, "relazione")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.get_by_role("button", name="Correggi R16").click()
    expect(page.locator(".passage")).to_be_visible()
    check(page, "correzione")
    for address in ("/", f"/relazioni/{HOSTILE}", "/doppia", "/registro", "/esporta", "/importa", "/utenti", "/nulla"):
        page.goto(office.url + address)
        check(page, address)
    page.goto(office.url)
    page.locator("#filtro-codice summary").click()
    page.locator(".queue input[name=scelte]").first.check()
    check(page, "elenco, filtri e scelta")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in ("/", f"/relazioni/{RICH}", "/registro", "/utenti"):
        page.goto(office.url + address)
        check(page, f"{address} sul telefono")
    page.context.close()
    trouble[:] = [text for text in trouble if "status of 404" not in text]
    assert found == []


@pytest.mark.parametrize("size", [DESK, PHONE, {"width": 320, "height": 640}], ids=["desk", "phone", "narrow"])
def test_nothing_overflows(browser: Browser, local: Served, trouble: list[str], size: dict[str, int]) -> None:
    page = open_page(browser, local, trouble, size)
    for address in ("/", f"/relazioni/{RICH}", f"/relazioni/{HOSTILE}", "/doppia", "/registro", "/esporta", "/importa"):
        page.goto(local.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
        assert page.evaluate("scrollY") == 0, address
    page.context.close()
