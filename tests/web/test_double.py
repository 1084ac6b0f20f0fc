"""Double review from the supervisor's assignment to the differences settled."""

from __future__ import annotations

import re

import httpx

from r40.store.records import Verdict
from tests.web.conftest import RICH, Served, flag_ids


def review(served: Served, client: httpx.Client, name: str, verdicts: dict[str, str]) -> None:
    """Decide on flags and close."""
    for code, verdict in verdicts.items():
        body = {"decisione": verdict, "motivo": "no", "atteso": "0"}
        assert client.post(f"/relazioni/{RICH}/segnalazioni/{flag_ids(served)[code]}", data=body).status_code == 200
    seen = served.store.desk.open(served.user(name), RICH).version
    assert client.post(f"/relazioni/{RICH}/stato", data={"stato": "chiusa", "visto": str(seen)}).status_code == 200


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_two_read_blind_and_differences_are_settled(office: Served) -> None:
    anna, bruno, carla = (office.client(name) for name in ("anna", "bruno", "carla"))
    pair = [str(office.user(name).id) for name in ("bruno", "carla")]
    assert "Assegnate 5 relazioni" in anna.post("/doppia/assegna", data={"quota": "100", "revisori": pair}).text

    review(office, bruno, "bruno", {"L303": "confirmed", "N201": "confirmed", "L302": "ask"})
    # Blind: nothing of what Bruno decided reaches Carla, on any page, and not that he is there now.
    bruno.get(f"/relazioni/{RICH}/novita")
    desk = f"/relazioni/{RICH}"
    for address in (
        desk,
        f"{desk}/registro",
        f"{desk}/novita?presenti=x",
        "/registro",
        "/doppia",
        "/esporta/decisioni.json",
    ):
        page = words(carla.get(address).text).replace("Stato", "")
        assert "onfermata" not in page and "confirmed" not in page, address
        assert "Bruno Neri" not in page.replace("tutti Anna Verdi Bruno Neri Carla Blu", ""), address
    assert carla.get(f"/doppia/{RICH}").status_code in (403, 404)

    review(office, carla, "carla", {"L303": "confirmed", "N201": "dismissed", "L302": "ask"})
    overview = words(anna.get("/doppia").text)
    assert "1 da comporre su 1" in overview
    assert "L303 Motivazione indicata ma smentita dal testo 1 100% non definita" in overview
    assert "Tutte le segnalazioni 3 67% 0,50" in overview

    page = anna.get(f"/doppia/{RICH}").text
    assert "Bruno Neri Confermata" in words(page)
    assert "Carla Blu Respinta : no" in words(page)
    key = re.search(r'name="chiave" value="([^"]+)"', page)
    assert key
    settled = anna.post(f"/doppia/{RICH}", data={"genere": "flag", "chiave": key[1], "lato": "first"})
    assert "Composta: Confermata" in words(settled.text)
    flags = {each.flag.code: each for each in office.store.desk.open(office.user("anna"), RICH).flags}
    decision = flags["N201"].decision
    assert decision
    assert decision.content.verdict is Verdict.CONFIRMED  # type: ignore[union-attr]
