from newslab.digest.headlines import find_heading


def test_a_heading_tells_what_its_paragraph_says_and_is_not_used_twice():
    told, titles = ["The ferry line opened in Halden harbour."], [("a", "Ferry line opens in Halden")]
    assert find_heading(told, titles, []) == ("Ferry line opens in Halden", "a")
    assert find_heading(told, titles, ["Ferry line opens in Halden"]) == ("", "")
    assert find_heading(["Herring fishermen filed a complaint."], titles, []) == ("", "")
