"""A dealer, its bookkeeper, the neutral office and head office use the portal, in a real browser."""

import re
import shutil
import time
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "examples/sample_data"
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
    pages = {
        account: log_in(account) for account in ("owner", "bookkeeper", "neutral", "territory", "office")
    }
    menus = {account: page.inner_text("nav").split() for account, page in pages.items()}

    assert "Leads" in menus["owner"]
    assert "Leads" not in menus["bookkeeper"]
    assert menus["neutral"] == ["Today", "Figures", "Conversation"]
    assert "Comparison" not in menus["office"]
    assert "People" in menus["office"]
    assert "People" not in menus["territory"]

    for page in ("leads", "people", "deals", "moderation"):
        assert pages["bookkeeper"].request.get(f"{address}/{page}").status == 403


def test_who_is_not_logged_in_sees_nothing(address, browser):
    window = browser.new_context()
    for name in (*OWNER_PAGES, "people", "moderation", "papers/1"):
        assert "/login" in window.request.get(f"{address}/{name}").url
    window.close()


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

    # A page that was open in another window gives back nothing that was accepted, and no other word declines.
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    for answer, status, told in (("decline", 200, "not offered to you"), ("forget", 404, "")):
        sent = page.request.post(
            f"{address}/leads/{first.split()[0]}/{answer}",
            form={"csrfmiddlewaretoken": token, "why": "no-capacity"},
        )
        assert sent.status == status
        assert told in sent.text()

    # It went on to somebody else, whom head office sees and the dealer does not.
    office = log_in("office", at="leads")
    card = office.locator("section", has_text=second.split()[0])
    assert card.count() == 1
    assert "Lüders" not in card.inner_text()


def test_a_dealer_enters_figures_and_sees_the_comparison_at_once(address, log_in):
    page = log_in("bookkeeper", at="figures?period=2026-11")
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
    assert "Revenue (EUR)" in words(page)
    page.goto(f"{address}/comparison?period=2026-10&group=tier")
    # Margins of others are shown when they are three months old.
    assert page.locator("abbr.kept").count() >= 3
    assert "figures of others are shown from" in words(page)

    row = page.locator("tr[data-row=revenue]")
    page.uncheck("[data-series=revenue]")
    assert not row.is_visible()
    page.check("[data-series=revenue]")
    assert row.is_visible()


def test_the_calendar_shows_what_is_due_late_reminded_in_question_and_corrected(address, log_in):
    neutral = log_in("neutral", at="figures?period=2026-10")
    assert neutral.locator("tbody tr").count() > 100
    states = [each.split("\n")[0] for each in neutral.locator("tbody tr td:nth-child(4)").all_inner_texts()]
    assert {
        "entered plausible",
        "entered plausible corrected",
        "entered in question",
        "late",
        "late reminded",
    } <= set(states)
    late = states.count("late") // 4
    assert late > 0
    neutral.get_by_role("button", name=f"Remind {late} dealers").click()
    assert f"{late} dealers were reminded." in words(neutral)
    assert neutral.locator("button[name=remind]").is_disabled()

    # The dealer says that a figure in question is right; the neutral office confirms it.
    own = log_in("bookkeeper", at="figures?period=2026-10")
    row = own.locator("tbody tr", has_text="Days in stock")
    assert own.locator("tbody tr").count() == 4
    assert "in question" in row.inner_text()
    row.locator("[name=reason]").fill("A fair took our machines.")
    row.get_by_role("button", name="It is right").click()
    neutral.goto(f"{address}/figures?period=2026-10")
    neutral.get_by_role("button", name="Confirm").click()
    own.goto(f"{address}/figures?period=2026-10")
    assert "plausible" in row.inner_text()
    assert "A fair took our machines." in row.inner_text()
    own.goto(f"{address}/figures?period=2026-11")
    assert "due" in own.locator("tbody tr", has_text="Margin").inner_text()


def test_dealers_talk_under_house_rules_rivals_apart(address, log_in):
    page, neutral = log_in("owner", at="comparison?period=2026-10&group=all"), log_in("neutral", at=None)
    talk = page.locator("#talk")
    assert "No prices" in talk.inner_text()
    assert "mechanic" in talk.inner_text()
    # What a rival said, and what waits for the neutral office.
    assert "by the hour" not in page.content()
    assert "stock turns" not in page.content()
    assert talk.locator("textarea").count() == 0
    page.click("text=I accept the house rules")
    talk.locator("textarea").fill("We give <b>12 %</b>.")
    page.click("text=Say it")
    assert "the neutral office reads it first" in words(page)
    assert "<b>12 %</b>" in talk.inner_text()
    assert "waits for the neutral office" in talk.inner_text()

    talk.locator("article", has_text="mechanic").locator("summary").click()
    talk.locator("article", has_text="mechanic").locator("[name=reason]").fill("It is no subject.")
    talk.locator("article", has_text="mechanic").get_by_role("button", name="Report").click()
    assert "mechanic" not in talk.inner_text()

    neutral.goto(f"{address}/moderation")
    card = neutral.locator("article", has_text="mechanic")
    assert "It is no subject." in card.inner_text()
    card.get_by_role("button", name="Show").click()
    card = neutral.locator("article", has_text="12 %")
    assert "Lüders" in card.inner_text()
    card.locator("[name=reason]").fill("It is a price.")
    card.get_by_role("button", name="Remove").click()
    neutral.check("label:has-text('Germany North') input")
    neutral.get_by_role("button", name="Save").click()

    page.reload()
    told = talk.inner_text()
    assert "mechanic" in told
    assert "by the hour" in told
    assert "removed" in told
    assert "It is a price." in told
    assert log_in("office", at=None).request.get(f"{address}/moderation").status == 403


def test_a_document_goes_to_both_sides_and_to_nobody_else(address, log_in, tmp_path):
    def upload(page, content, partner=None, title="Certificate"):
        page.goto(f"{address}/papers")
        page.click("summary")
        if partner:
            page.select_option("[name=partner]", partner)
        page.fill("[name=title]", title)
        # The browser reads it from the disk: five megabytes take long on their way to it.
        (tmp_path / "x.pdf").write_bytes(content)
        page.set_input_files("[name=file]", tmp_path / "x.pdf")
        page.get_by_role("button", name="Upload").click()
        return words(page)

    owner, office = log_in("owner", at=None), log_in("office", at=None)
    assert "Only PDF" in upload(owner, b"MZ a program")
    assert "larger than 5 MB" in upload(owner, b"%PDF-" + bytes(5_000_000))
    assert "for both sides" in upload(owner, b"%PDF-1.4 ours")
    assert "for both sides" in upload(office, b"%PDF-1.4 theirs", "P-32", "Diploma")

    office.goto(f"{address}/papers")
    ours, theirs = (
        office.get_by_role("link", name=title).get_attribute("href") for title in ("Certificate", "Diploma")
    )
    got = office.request.get(address + ours)
    assert got.body() == b"%PDF-1.4 ours"
    assert got.headers["content-disposition"] == 'attachment; filename="Certificate.pdf"'
    assert got.headers["x-content-type-options"] == "nosniff"
    assert owner.request.get(address + ours).status == 200
    assert owner.request.get(address + theirs).status == 404
    assert log_in("neutral", at=None).request.get(address + ours).status == 403


def test_both_sides_ask_each_other_for_something_and_do_it(address, log_in):
    owner, territory = log_in("owner"), log_in("territory", at=None)
    card = owner.locator(".task", has_text="Send the service report")
    card.get_by_role("button", name="Done").click()
    assert card.count() == 0
    owner.click("text=Ask the other side for something")
    owner.fill("[name=title]", "A date for the training")
    owner.fill("[name=due]", "2026-12-04")
    owner.get_by_role("button", name="Ask", exact=True).click()
    card = owner.locator(".task", has_text="A date for the training")
    assert "with the other side" in card.inner_text()
    assert card.get_by_role("button").count() == 0

    territory.goto(f"{address}/")
    card = territory.locator(".task", has_text="A date for the training")
    assert "with us" in card.inner_text()
    card.get_by_role("button", name="Done").click()
    assert card.count() == 0
    assert "service report" not in words(territory)


def test_a_deal_is_registered_and_the_answer_tells_nothing_of_others(address, log_in):
    page = log_in("owner", at="deals")
    page.click("summary")
    # Another dealer has an approved registration with this customer.
    page.fill("[name=account]", "C-011")
    page.select_option("[name=product]", "loader")
    page.select_option("[name=territory]", "de-north")
    page.fill("[name=value]", "240,000")
    page.get_by_role("button", name="Register", exact=True).click()

    assert "Accepted for review." in words(page)
    assert "€240,000" in words(page)
    page.goto(f"{address}/deals")
    assert "C-011" in words(page) or "Kieswerk" in words(page)
    assert "P-32" not in page.content()

    # How grave a conflict is depends on the others: head office alone is told.
    page.goto(f"{address}/conflicts")
    assert {each.get_attribute("class") for each in page.locator("main section").all()} == {"card"}
    office = log_in("office", at="conflicts")
    assert all("severity-" in each.get_attribute("class") for each in office.locator("main section").all())


def test_a_dealer_sees_its_bonus_and_how_far_the_next_step_is(address, log_in):
    page = log_in("owner", at="bonus")

    assert page.locator("section").count() == 1
    told = words(page)
    assert "Earned" in told
    assert "To the next step" in told
    assert told.count("€") >= 4


def test_head_office_says_how_far_somebody_sees(address, log_in):
    territory = log_in("territory", at="goals")
    assert "Target" in words(territory)

    books = log_in("bookkeeper", at="goals")
    assert "No goals are set." in words(books)

    office = log_in("office", at="goals?partner=P-03")
    assert "Lüders" in words(office, "h1")
    assert "Target" in words(office)
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


def test_head_office_opens_an_account_and_locks_it(address, log_in, browser):
    office = log_in("office", at="people")
    office.click("text=New account")
    office.fill("[name=account]", "jana")
    office.select_option("[name=of]", "a-2")
    office.get_by_role("button", name="Add").click()
    password = words(office).split("first password is ")[1].split()[0]

    page = browser.new_page()
    page.goto(f"{address}/login")
    page.fill("[name=username]", "jana")
    page.fill("[name=password]", password)
    page.click("main button")
    assert "Jana Krause" in words(page, "header")
    office.locator("tr", has_text="jana").get_by_role("button", name="Lock").click()
    page.goto(f"{address}/")
    assert "/login" in page.url


@pytest.mark.parametrize(
    ("locale", "word"), [("en", "Comparison"), ("de", "Vergleich"), ("sv", "Jämförelse")]
)
def test_pages_speak_the_language_of_the_reader(address, log_in, locale, word):
    page = log_in("owner", locale=locale)

    assert word in words(page, "nav")
    assert page.get_attribute("html", "lang") == locale


@pytest.mark.parametrize(
    ("account", "pages"),
    [
        ("owner", OWNER_PAGES),
        ("office", ("", "leads", "goals", "bonus", "deals", "conflicts", "papers", "people")),
        ("neutral", ("figures", "moderation")),
    ],
)
def test_every_page_is_readable_on_a_phone_and_asks_no_other_server(address, log_in, account, pages):
    page = log_in(account, width=PHONE, at=None)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in pages:
        page.goto(f"{address}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, name
        # No table is wider than what shows of it.
        assert page.evaluate(
            "[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth)"
        ), name
    assert asked
    assert all(each.startswith(address) for each in asked)


def entered(page, text):
    """Enter a code, and return what the page says."""
    page.fill("[name=code]", text)
    page.click("main button")
    return words(page)


def code(secret, *, ahead=0):
    """Return what the app of a person shows now, or some seconds from now."""
    import pyotp

    return pyotp.TOTP(secret).at(int(time.time()) + ahead)


def set_up(page, address):
    """Set up a second factor; return its secret, and the code that was used for it."""
    page.goto(f"{address}/factor")
    secret = page.inner_text("main code")
    used = code(secret)
    assert "From now on you are asked for a code." in entered(page, used)
    return secret, used


def test_a_second_factor_is_asked_for_once_its_first_code_was_right(address, log_in):
    office = log_in("office", at="factor")
    wrong = "111111" if code(office.inner_text("main code")) == "000000" else "000000"
    assert "This code is not right" in entered(office, wrong)
    assert "/code" not in log_in("office", anew=True).url

    secret, _used = set_up(log_in("neutral"), address)
    again = log_in("neutral", anew=True)
    assert "/code" in again.url
    again.goto(f"{address}/figures")
    assert "/code" in again.url
    entered(again, code(secret, ahead=30))
    again.goto(f"{address}/figures")
    assert "/figures" in again.url


def test_a_code_is_good_once_and_who_was_wrong_waits(address, log_in):
    # RFC 6238, 5.2: what was accepted once is not accepted again.
    known = log_in("neutral")
    secret, used = set_up(known, address)
    other = log_in("neutral", anew=True)
    assert "This code is not right, or not any more" in entered(other, used)
    assert "This code is not right, or not any more" in entered(other, code(secret, ahead=30))

    # Who lost the phone sets up another, where he is logged in still.
    secret, _used = set_up(known, address)
    entered(other, code(secret, ahead=30))
    other.goto(f"{address}/figures")
    assert "/figures" in other.url


def test_a_lost_phone_opens_nothing_once_there_is_another(address, log_in):
    known = log_in("neutral")
    lost, _used = set_up(known, address)
    set_up(known, address)
    finder = log_in("neutral", anew=True)

    assert "This code is not right" in entered(finder, code(lost, ahead=30))


@pytest.mark.parametrize("account", ["neutral", "nobody of that name"])
def test_who_guesses_passwords_waits_whether_there_is_the_account_or_not(address, browser, account):
    page = browser.new_page()
    page.goto(f"{address}/login")
    for password in ("norrhav", "demo", "12345", "norrhav-demo"):
        page.fill("[name=username]", account)
        page.fill("[name=password]", password)
        page.click("main button")
        told = words(page)
        assert "/login" in page.url
    assert "Too many tries" in told
    page.close()


def test_the_portal_keeps_all_in_postgresql_by_one_line(browser, serve, postgres, tmp_path):
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as server:
        name = f"portal_{server.info.dbname}"
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        store = postgres.replace(f"/{server.info.dbname}", f"/{name}", 1)
    sample = shutil.copytree(SAMPLE, tmp_path / "sample")
    header, *sold = (sample / "sales.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    # Every purchase is two rows in the database: six dealers of sixty bring each kind of row.
    few = [line for line in sold if "P-01" <= line.split(",")[0] <= "P-06"]
    (sample / "sales.csv").write_text("".join([header, *few]), encoding="utf-8")
    with serve(tmp_path, PORTAL_STORE=store, PORTAL_SAMPLE=str(sample)) as address:
        page = browser.new_page()
        page.goto(f"{address}/login")
        page.fill("[name=username]", "owner")
        page.fill("[name=password]", "norrhav-demo")
        page.click("main button")
        page.goto(f"{address}/leads")
        page.get_by_role("button", name="Accept").first.click()
        assert "The lead is yours." in words(page)
        page.goto(f"{address}/comparison")
        assert page.locator("tbody tr").count() == 4
        page.close()
    assert not list(tmp_path.glob("*.db"))
