"""Decides which made-up questionnaires the engine is measured and compared on."""

import yaml

CAMPAIGN = {
    "service": [
        {"code": f"s{n}", "label": {"kk": f"{n}-қызмет", "ru": f"Услуга {n}", "en": f"Service {n}"}}
        for n in range(1, 15)
    ],
    "office": [
        {"code": f"o{n}", "label": {"kk": f"{n}-кеңсе", "ru": f"Офис {n}", "en": f"Office {n}"}}
        for n in range(1, 4)
    ],
}
"""What a campaign brings, by type of item: more services than a screen holds."""


def ratings(count, *, conditions=0):
    """So many ratings with "don't know"; `conditions`: every so many hang on the one before. As YAML."""
    items = []
    for number in range(count):
        item = _item(f"q{number}", "rating", scale="satisfaction-5", missing=[98])
        if conditions and number and number % conditions == 0:
            item["ask_when"] = f"q{number - 1} <= 5"
        items.append(item)
    return _file("ratings", items)


def brought():
    """Fifteen ratings behind the campaign's services and offices. As YAML."""
    ratings_ = [_item(f"q{number}", "rating", scale="satisfaction-5") for number in range(13)]
    return _file("brought", [_item("service", "service"), _item("office", "office"), *ratings_])


def made_ups():
    """(name, YAML) of each: between them everything on which a conversation can hang."""
    return [
        ("ratings", ratings(15)),
        ("ratings-with-conditions", ratings(40, conditions=3)),
        ("brought", brought()),
        ("winding", _file("winding", _winding(), modules=1)),
    ]


def _winding():
    many = [
        {"code": f"c{n}", "label": {"kk": f"{n} нұсқа", "ru": f"Вариант {n}"}, **_hangs(n)} for n in range(15)
    ]
    many[-1]["specify"] = True
    many.append({"code": "none", "label": {"kk": "Ешқайсысы", "ru": "Ничего"}, "exclusive": True})
    fork = [
        {"code": "home", "label": {"kk": "Үйде", "ru": "Дома"}, "offer_when": "online == yes"},
        {"code": "hall", "label": {"kk": "Мекемеде", "ru": "В зале"}, "offer_when": "online == no"},
        {"code": "else", "label": {"kk": "Басқа", "ru": "Другое"}, "offer_when": "days > 3", "specify": True},
    ]
    late = {"kk": "Көбірек болуы керек.", "ru": "Должно быть больше."}
    return [
        _item("service", "service"),
        _item("online", "yes_no", missing=[99]),
        _item("name", "text", max_length=60),
        _item("days", "number", range={"min": 0, "max": 30}, missing=[98]),
        _item("more_days", "number", valid_when="more_days > days", valid_message=late),
        {"id": "sum", "type": "calculate", "value": "(days + more_days) / 2"},
        _item("read_on", "notice", tail=" {name}, {sum}, {service}"),
        _item("many", "multiple", options=many, choose={"min": 2, "max": 4}, tail=" {online}"),
        _item("fork", "single", options=fork, tail=" {agency}: {service}"),
        _item("why", "text", ask_when="many has c3 or answered(fork)"),
        _item("region", "region"),
        _item("district", "district", within="region"),
        {"section": "shuffled", "order": "random", "items": [_item(f"r{n}", "yes_no") for n in range(4)]},
        {"section": "turned", "order": "rotated", "items": [_item(f"t{n}", "effort") for n in range(3)]},
        {"section": "one", "module": True, "items": [_item("m1", "nps"), _item("m2", "date")]},
        {"section": "two", "module": True, "items": [_item("m3", "rating", scale="satisfaction-5")]},
        _item("last", "text", ask_when="not answered(why) and sum > 4", tail=" {why}{many}"),
    ]


def _hangs(number):
    return {"offer_when": "online == yes"} if number % 3 == 0 else {}


def _item(name, kind, *, tail="", **keys):
    text = {"kk": f"Сұрақ {name} қалай?{tail}", "ru": f"Как Вы оцениваете {name}?{tail}"}
    return {"id": name, "type": kind, **keys, "text": text}


def _file(name, items, **head):
    words = {
        "languages": ["kk", "ru"],
        "title": {"kk": "Сынақ", "ru": "Проба"},
        "introduction": {"kk": "Пікіріңіз керек.", "ru": "Нам важно Ваше мнение."},
    }
    return yaml.safe_dump(
        {"questionnaire": name, **words, **head, "items": items}, allow_unicode=True, sort_keys=False
    )
