"""A page shows what it is given and runs nothing of it."""

from html.parser import HTMLParser

from partnerkit.cli.page import review_page


def test_nothing_of_the_data_becomes_markup():
    evil = '<script>alert("x")</script>'

    page = review_page(evil, {evil: {evil: [evil, None, 0.123456]}})

    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.append(tag)
    parser.feed(page)
    assert "script" not in tags
    assert page.count("&lt;script&gt;") == 6
    assert "<td>\N{EN DASH}</td>" in page
    assert "<td>0.1235</td>" in page
