"""What a picture is, by its bytes: never by its name."""

import pytest

from tests.content.pictures import GIF_FRAME, a_chunk, a_gif, a_jpeg, a_png, a_webp
from trialrun.content.picture import addresses_in, is_of_pictures, size_in
from trialrun.content.picture_bytes import BYTES_MAX, Unshown, read_picture

TAKEN = [
    pytest.param(a_png(640, 480), ("image/png", 640, 480), id="png"),
    pytest.param(a_jpeg(640, 480), ("image/jpeg", 640, 480), id="jpeg"),
    pytest.param(a_jpeg(640, 480, turned=3), ("image/jpeg", 640, 480), id="upside down"),
    pytest.param(a_jpeg(640, 480, turned=6), ("image/jpeg", 480, 640), id="jpeg on its side"),
    pytest.param(
        a_jpeg(640, 480, turned=8, order=">"), ("image/jpeg", 480, 640), id="of another camera"
    ),
    pytest.param(a_gif(640, 480), ("image/gif", 640, 480), id="gif"),
    pytest.param(a_webp(b"VP8 ", 640, 480), ("image/webp", 640, 480), id="webp"),
    pytest.param(a_webp(b"VP8L", 640, 480), ("image/webp", 640, 480), id="webp without loss"),
    pytest.param(a_webp(b"VP8X", 640, 480), ("image/webp", 640, 480), id="webp, extended"),
    pytest.param(
        a_png(4, 5, extra=a_chunk(b"tEXt", b"Comment\0acTL")),
        ("image/png", 4, 5),
        id="acTL in words",
    ),
    pytest.param(a_png(4, 5) + b"more", ("image/png", 4, 5), id="png with more behind it"),
    pytest.param(a_gif(4, 5, frame=GIF_FRAME), ("image/gif", 4, 5), id="gif without control"),
    pytest.param(
        a_gif(4, 5, frame=b"\x21\xfe\x02;\x2c\0" + GIF_FRAME),
        ("image/gif", 4, 5),
        id="gif's comment",
    ),
    pytest.param(a_gif(4, 5) + b"more", ("image/gif", 4, 5), id="gif with more behind it"),
    pytest.param(a_jpeg(4, 5) + b"m" * 2_000, ("image/jpeg", 4, 5), id="jpeg with more behind it"),
    pytest.param(
        a_jpeg(4, 5)[:-2] + b"\xff\0\xff\xd0\xff\xda\0\2\1\xff\xff\xd9",
        ("image/jpeg", 4, 5),
        id="jpeg in two scans",
    ),
]


@pytest.mark.parametrize(("body", "found"), TAKEN)
def test_a_picture_is_measured(body, found):
    picture = read_picture("quizzes/a.txt", body)

    assert found == (picture.media_type, picture.width, picture.height)


REFUSED = [
    pytest.param(b"", "the file is empty", id="empty"),
    pytest.param(b"<svg onload='alert(1)'/>", "SVG is not shown, since it may hold", id="svg"),
    pytest.param(b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "SVG is not shown", id="svg, XML"),
    pytest.param(b"<html>", "save it as PNG, JPEG, WebP or GIF", id="a page"),
    pytest.param(b"\0\0\0\x1cftypavif", "save it as PNG, JPEG, WebP or GIF", id="avif"),
    pytest.param(a_png()[:-14], "cut off", id="half a png"),
    pytest.param(a_png()[:20], "cut off", id="the head of a png"),
    pytest.param(a_jpeg()[:-2], "cut off", id="half a jpeg"),
    pytest.param(b"\xff\xd8\xff\xe0\0\0\xff\xd9", "cut off", id="a jpeg without a size"),
    pytest.param(a_gif()[:-1], "cut off", id="half a gif"),
    pytest.param(a_webp()[:-1], "cut off", id="half a webp"),
    pytest.param(a_png(0, 4), "cut off", id="nothing wide"),
    pytest.param(a_png(extra=a_chunk(b"acTL", b"\0" * 8)), "moves by itself", id="a moving png"),
    pytest.param(a_gif(frames=2), "moves by itself", id="a moving gif"),
    pytest.param(a_webp(moves=True), "moves by itself", id="a moving webp"),
    pytest.param(
        a_png(extra=a_chunk(b"tEXt", b"a\0IDAT") + a_chunk(b"acTL", b"\0" * 8)),
        "moves by itself",
        id="a moving png that says IDAT",
    ),
    pytest.param(a_png(has_picture=False), "cut off", id="a png without a picture"),
    pytest.param(
        a_png(extra=a_chunk(b"tEXt", b"a\0IEND"))[:-12], "cut off", id="a png that says IEND"
    ),
    pytest.param(a_webp(has_picture=False), "cut off", id="a webp without a picture"),
    pytest.param(a_webp(b"VP8L").replace(b"\x2f", b"\0"), "cut off", id="no webp inside"),
    pytest.param(a_gif(frames=0), "cut off", id="a gif without a picture"),
    pytest.param(a_gif(frames=2, last_colour=7), "moves by itself", id="a moving gif in colour"),
    pytest.param(
        a_gif(frames=2, frame=GIF_FRAME), "moves by itself", id="a moving gif without control"
    ),
    pytest.param(
        a_gif(frames=2, frame=b"\x2c" + b"\0" * 8 + b"\x80" + b"\7" * 6 + b"\2\2\x44\1\0"),
        "moves by itself",
        id="a moving gif with colours of its frames",
    ),
    pytest.param(a_jpeg().replace(b"\xff\xda", b"\xff\xe2"), "cut off", id="a jpeg without a scan"),
    pytest.param(a_gif(6_001, 1), "6001 x 1 pixels; at most 6000", id="too wide"),
    pytest.param(a_gif(5_000, 5_000), "5000 x 5000 pixels", id="too many pixels"),
    pytest.param(
        a_png() + b"\0" * BYTES_MAX,
        "at most 1,000,000 are sent, so make it smaller",
        id="too large",
    ),
]


@pytest.mark.parametrize(("body", "said"), REFUSED)
def test_what_is_not_shown_is_told_with_the_way_out(body, said):
    with pytest.raises(Unshown, match=said):
        read_picture("quizzes/a.png", body)


@pytest.mark.parametrize("body", [param.values[0] for param in TAKEN])
def test_a_file_that_is_cut_anywhere_is_a_picture_or_unshown(body):
    for length in range(len(body)):
        try:
            read_picture("quizzes/a.png", body[:length])
        except Unshown:
            continue


def test_an_address_tells_digest_and_size_and_is_found_in_a_text():
    picture = read_picture("quizzes/img/a.png", a_png(640, 480))
    text = f"Look: ![A graph]({picture.address}) and ![B]({picture.address})."

    assert is_of_pictures(picture.address)
    assert (640, 480) == size_in(picture.address)
    assert [(picture.address, "quizzes/img/a.png", picture.digest[:16])] * 2 == addresses_in(text)


def test_another_picture_of_one_name_has_another_address():
    one, other = (read_picture("quizzes/a.png", a_png(grey=grey)) for grey in (1, 2))

    assert one.address != other.address
