"""Where a window begins."""

from PySide6.QtCore import QRect, QSize

from digitapp.views.parts.screen import first_place

FREE = QRect(0, 0, 1920, 1050)


def test_a_window_goes_to_the_right_of_the_main_one_where_there_is_room() -> None:
    main, stage = QRect(0, 30, 1200, 700), QRect(400, 60, 790, 660)
    place = first_place(QSize(640, 600), main, stage, FREE)
    assert place.size() == QSize(640, 600)
    assert FREE.contains(place)
    assert not place.intersects(main)


def test_without_room_it_lies_on_the_stage_only() -> None:
    main, stage = QRect(0, 0, 1920, 1050), QRect(540, 30, 1370, 1010)
    assert stage.contains(first_place(QSize(960, 720), main, stage, FREE))
    assert stage.contains(first_place(QSize(2000, 2000), main, stage, FREE))


def test_on_another_screen_it_stays_there() -> None:
    right = FREE.translated(1920, 0)
    main, stage = QRect(1920, 0, 1280, 720), QRect(2320, 30, 870, 680)
    place = first_place(QSize(500, 600), main, stage, right)
    assert right.contains(place)
    assert not place.intersects(main)
