"""A dealer, its bookkeeper, the neutral office and head office use the portal, in a real browser."""

import re

import pytest

PHONE = 390
OWNER_PAGES = (
    "",
    "leads",
    "goals",
    "comparison",
    "figures",
    "deals",
    "conflicts",
    "papers",
    "bonus",
    "factor",
)


def words(page, selector="main"):
    return page.inner_text(selector)


def test_each_role_has_its_own_pages(address, log_in):
    menus = {
        account: log_in(account).inner_text("nav").split()
        for account in ("owner", "bookkeeper", "neutral", "territory", "office")
    }

    assert "Leads" in menus["owner"]
    assert "Leads" not in menus["bookkeeper"]
    assert menus["neutral"] == ["Today", "Figures"]
    assert "Comparison" not in menus["office"]
    assert "People" in menus["office"]
    assert "People" not in menus["territory"]

    books = log_in("bookkeeper")
    for page in ("leads", "people", "deals"):
        assert books.goto(f"{address}/{page}").status == 403


def test_who_is_not_logged_in_sees_nothing(address, browser):
    page = browser.new_page()
    for name in (*OWNER_PAGES, "people"):
        page.goto(f"{address}/{name}")
        assert "/login" in page.url


def test_a_dealer_accepts_a_lead_and_declines_another(address, log_in):
    page = log_in("owner")
    assert "2 leads wait for an answer." in words(page)

    page.goto(f"{address}/leads")
    first, second = (each.inner_text() for each in page.locator("section h2").all())
    before = page.get_attribute("time[data-now]", "data-left")
    assert re.fullmatch(r"\d+:\d\d", before)
    page.locator("section", has_text=first.split()[0]).get_by_role("button", name="Accept").click()
    assert "The lead is yours." in words(page)
    page.locator("section", has_text=second.split()[0]).get_by_role("button", name="Decline").click()
    assert "The lead went back." in words(page)
    assert second.split()[0] not in words(page, "main section")

    # It went on to somebody else, whom head office sees and the dealer does not.
    office = log_in("office")
    office.goto(f"{address}/leads")
    card = office.locator("section", has_text=second.split()[0])
    assert card.count() == 1
    assert "Lüders" not in card.inner_text()


def test_a_dealer_enters_figures_and_sees_the_comparison_at_once(address, log_in):
    page = log_in("bookkeeper")
    page.goto(f"{address}/figures?period=2026-11")
    page.fill("[name=revenue]", "512000")
    page.fill("[name=staff_cost]", "51200")
    page.get_by_role("button", name="Enter").click()
    assert "2 figures were entered." in words(page)
    page.fill("[name=revenue]", "521000")
    page.fill("[name=reason]", "A typo.")
    page.get_by_role("button", name="Enter").click()
    assert "corrected" in words(page)
    assert "A typo." in words(page)

    page.goto(f"{address}/comparison?period=2026-11")
    assert "521,000" in words(page)
    page.goto(f"{address}/comparison?period=2026-10&group=tier")
    # Margins of others are shown when they are three months old.
    assert page.locator("abbr.kept").count() >= 3
    assert "figures of others are shown from" in words(page)

    row = page.locator("tr[data-row=revenue]")
    page.uncheck("[data-series=revenue]")
    assert not row.is_visible()
    page.check("[data-series=revenue]")
    assert row.is_visible()


def test_only_the_neutral_office_sees_what_others_entered(address, log_in):
    page = log_in("neutral")
    page.goto(f"{address}/figures?period=2026-10")
    assert page.locator("tbody tr").count() > 100

    own = log_in("owner")
    own.goto(f"{address}/figures?period=2026-10")
    assert own.locator("tbody tr").count() == 4


def test_a_deal_is_registered_and_the_answer_tells_nothing_of_others(address, log_in):
    page = log_in("owner")
    page.goto(f"{address}/deals")
    page.click("summary")
    # Another dealer has an approved registration with this customer.
    page.fill("[name=account]", "C-011")
    page.select_option("[name=product]", "loader")
    page.select_option("[name=territory]", "de-north")
    page.fill("[name=value]", "240000")
    page.get_by_role("button", name="Register", exact=True).click()

    assert "Accepted for review." in words(page)
    page.goto(f"{address}/deals")
    assert "C-011" in words(page) or "Kieswerk" in words(page)
    assert "P-32" not in page.content()


def test_a_dealer_sees_its_bonus_and_how_far_the_next_step_is(address, log_in):
    page = log_in("owner")
    page.goto(f"{address}/bonus")

    assert page.locator("section").count() == 1
    told = words(page)
    assert "Earned" in told
    assert "To the next step" in told
    assert told.count("€") >= 4


def test_head_office_says_how_far_somebody_sees(address, log_in):
    territory = log_in("territory")
    territory.goto(f"{address}/goals")
    assert "Target" in words(territory)

    office = log_in("office")
    office.goto(f"{address}/people")
    row = office.locator("tr", has_text="Nils Petersen")
    row.locator("select").select_option("")
    row.get_by_role("button", name="Save").click()
    territory.goto(f"{address}/goals")
    assert "No goals are set." in words(territory)

    row = office.locator("tr", has_text="Nils Petersen")
    row.locator("select").select_option("territory")
    row.get_by_role("button", name="Save").click()
    territory.goto(f"{address}/goals")
    assert "Target" in words(territory)


@pytest.mark.parametrize(
    ("locale", "word"), [("en", "Comparison"), ("de", "Vergleich"), ("sv", "Jämförelse")]
)
def test_pages_speak_the_language_of_the_reader(address, log_in, locale, word):
    page = log_in("owner", locale=locale)

    assert word in words(page, "nav")
    assert page.get_attribute("html", "lang") == locale


@pytest.mark.parametrize("name", OWNER_PAGES)
def test_every_page_is_readable_on_a_phone(address, log_in, name):
    page = log_in("owner", width=PHONE)
    page.goto(f"{address}/{name}")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_second_factor_is_asked_for_once_it_is_set_up(address, log_in):
    import pyotp

    page = log_in("neutral")
    page.goto(f"{address}/factor")
    secret = page.inner_text("main code")
    page.fill("[name=code]", "000000" if pyotp.TOTP(secret).now() != "000000" else "111111")
    page.click("main button")
    assert "This code is not right." in words(page)
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.click("main button")
    assert "From now on you are asked for a code." in words(page)

    again = log_in("neutral", anew=True)
    assert "/code" in again.url
    again.goto(f"{address}/figures")
    assert "/code" in again.url
    again.fill("[name=code]", pyotp.TOTP(secret).now())
    again.click("main button")
    again.goto(f"{address}/figures")
    assert "/figures" in again.url


def test_no_page_asks_another_server_for_anything(address, log_in):
    page = log_in("owner")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in OWNER_PAGES:
        page.goto(f"{address}/{name}")

    assert asked
    assert all(each.startswith(address) for each in asked)
