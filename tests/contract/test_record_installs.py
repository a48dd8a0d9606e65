"""Installations: one row a workspace, tokens forgotten on removal, states good once."""

from dataclasses import replace

from core.clock import ManualClock
from core.domain.ids import Millis
from core.record import Record
from core.slack_installs import SlackInstall


async def test_that_an_installation_is_kept_replaced_removed_and_made_anew(record: Record, clock: ManualClock) -> None:
    north = SlackInstall("T1", "North", "A1", "U1", ("chat:write",), "staff", Millis(1))
    south = replace(north, key="T2", name="South", installed_at=Millis(2))
    await record.keep_install(south, "s" * 400)
    await record.keep_install(north, "sealed")
    assert await record.installs() == (north, south)
    assert await record.sealed_token("T2") == "s" * 400
    assert await record.sealed_token("T3") is None
    await record.keep_install(replace(north, name="North again"), "sealed anew")
    assert await record.sealed_token("T1") == "sealed anew"
    assert await record.install_removed("T1", Millis(5), "removed")
    assert not await record.install_removed("T1", Millis(6), "again")
    assert await record.sealed_token("T1") is None
    (gone, _) = await record.installs()
    assert (gone.name, gone.removed_at, gone.note) == ("North again", 5, "removed")
    await record.keep_install(north, "sealed")
    assert (await record.installs())[0].removed_at is None


async def test_that_a_state_is_good_once_and_not_for_ever(record: Record) -> None:
    await record.keep_oauth_state("d1", "ada", Millis(100))
    await record.keep_oauth_state("d2", "ada", Millis(100))
    assert await record.take_oauth_state("d1", Millis(99)) == "ada"
    assert await record.take_oauth_state("d1", Millis(99)) is None
    assert await record.take_oauth_state("d2", Millis(100)) is None
    assert await record.take_oauth_state("never", Millis(1)) is None
