"""The domain's table of the protocols: who does what until when, what of it was read, and where."""

from __future__ import annotations

from typing import NamedTuple

KINDS = {
    "sv_md": ("MD", "sv", "incident"), "sv_ro": ("RO", "sv", "incident"), "vd_md": ("MD", "vd", "incident"),
    "vd_ro": ("RO", "vd", "incident"), "home_ro": ("RO", "home", "stay"),
}  # fmt: skip


class Row(NamedTuple):
    """A row of the domain's table: who, and its clocks as anchor and length; repetitions after a slash."""

    roles: str
    clocks: str = ""
    when: str = ""


VD_MD = {
    "1": Row("first_contact", "report PT1H"),
    "2": Row("first_contact", "report PT1H"),
    "3": Row("SOC", "report PT24H", "not_by_112"),
    "4": Row("POL SOC", "report PT2H"),
    "5": Row("POL MED", "report PT1H"),
    "6": Row("SOC", "report PT24H"),
    "7": Row("SOC", "report PT2H"),
    "8": Row("POL SOC", "report PT4H"),
    "9": Row("POL", "report PT1H"),
    "11": Row("SOC POL JUR", "report PT24H, report PT48H"),
    "13": Row("SOC", "report PT12H"),
    "14": Row("SOC MED ML", "report PT24H"),
    "15": Row("any", "report PT1H", "sexual_violence"),
    "16": Row("SOC", "report PT24H"),
    "17": Row("JUR", "report PT48H"),
    "18": Row("psychologist", "report PT72H"),
    "19": Row("SOC", "report PT24H"),
    "20": Row("SOC", "report P3D"),
    "21": Row("SOC", "report P14D"),
    "22": Row("POL", "order P7D/R12/P7D", "order_in_force"),
    "23": Row("SOC", "order P7D", "police_order"),
    "23b": Row("SOC", "", "court_order"),
    "24": Row("SOC", "report P1M/R6/P1M"),
}
VD_RO = VD_MD | {
    "3": Row("ECH SOC", "report PT24H", "not_by_112"),
    "4": Row("POL ECH SOC", "report PT2H"),
    "7": Row("ECH SOC", "report PT2H"),
    "8": Row("POL ECH", "report PT4H"),
    "10": Row("POL", "order PT24H, order PT48H", "police_order"),
    "11": Row("SOC POL JUR"),
    "12": Row("ECH", "order PT90M", "evicted"),
    "14": Row("ECH SOC MED ML", "report PT24H"),
    "19": Row("SOC ECH", "report PT24H"),
    "20": Row("DGASPC SOC", "report P3D"),
    "21": Row("DGASPC SOC", "report P14D"),
    "22": Row("POL", "order P7D/R52/P7D", "order_in_force"),
    "23": Row("SOC", "order PT96H, order PT120H", "police_order"),
    "24": Row("DGASPC SOC", "report P1M/R6/P1M"),
}
HOME_RO = {
    "1": Row("DGASPC"),
    "2": Row("DGASPC", "report PT24H"),
    "3": Row("coordinator", "report PT24H"),
    "4": Row("DGASPC", "admission PT0S"),
    "5": Row("DGASPC", "admission PT0S"),
    "6": Row("DGASPC", "admission P10D"),
    "7": Row("SOC POL", "admission PT1H"),
    "8": Row("CASA", "admission PT2H"),
    "9": Row("DGASPC", "admission PT24H"),
    "10": Row("CASA", "admission PT24H"),
    "11": Row("DGASPC MED", "admission PT72H"),
    "12": Row("SOC", "admission P5D", "children_along"),
    "13": Row("JUR", "admission PT72H"),
    "14": Row("DGASPC", "admission P14D"),
    "15": Row("DGASPC", "admission P21D"),
    "16": Row("OCU", "admission P30D"),
    "17": Row("CASA", "admission P30D"),
    "18": Row("DGASPC", "admission P30D/R12/P30D"),
    "19": Row("DGASPC", "admission P90D/R4/P90D"),
    "20": Row("CASA coordinator"),
    "21": Row("DGASPC", "admission P180D, admission P270D"),
    "22": Row("DGASPC", "admission P365D"),
    "23": Row("SOC DGASPC", "step:22 P1M/R6/P1M"),
    "24": Row("DGASPC"),
}
TABLES = {"vd_md": VD_MD, "vd_ro": VD_RO, "home_ro": HOME_RO}

# What may call itself read, and where it was; everything else is a proposal or from memory.
READ = {
    "sv_md": {
        "4": "GBVIMS: consent for each service",
        "5": "child protection pathway: at once",
        "8": "eleven units of hospitals",
        "10": "guides of prophylaxis",
        "11": "WHO: emergency contraception",
        "12": "CDC 2015",
        "13": "press release of the centre of forensic medicine",
        "14": "forensic guides",
        "18": "women's law centre: emergency order and protection order",
        "19": "law 198/2007, titles of its articles",
        "20": "GBVIMS: safety plan",
        "22": "child protection pathway: at once",
        "29": "GBVIMS: closing list",
    },
    "sv_ro": {
        "4": "GBVIMS: consent for each service",
        "8": "procedure of the emergency departments, pilot centres",
        "10": "guides of prophylaxis",
        "11": "WHO: emergency contraception",
        "12": "CDC 2015",
        "14": "forensic guides",
        "18": "laws 217/2003 and 26/2024 as lawyers present them",
        "18b": "laws 217/2003 and 232/2025 as the press presents them",
        "20": "GBVIMS: safety plan",
        "29": "GBVIMS: closing list",
    },
    "vd_md": {
        "1": "SafeLives: what is asked before the questions of risk",
        "2": "the emergency number of the seed",
        "6": "child protection pathway: at once",
        "7": "GBVIMS: consent for each service",
        "8": "women's law centre: the order follows from the assessment",
        "9": "women's law centre: emergency order",
        "11": "women's law centre: protection order",
        "16": "GBVIMS: safety plan",
        "17": "law 198/2007, titles of its articles",
        "22": "women's law centre: supervision and breach",
        "23": "women's law centre: ten days, prolonged by the request",
        "23b": "women's law centre: three months, prolonged",
    },
    "vd_ro": {
        "1": "SafeLives: what is asked before the questions of risk",
        "2": "mobile team of Tulcea: 112",
        "3": "order 2525/2018: reports by other lines than 112",
        "4": "order 2525/2018: on site",
        "7": "GBVIMS: consent for each service",
        "8": "order 2525/2018: the social sheet",
        "9": "law 217/2003 as lawyers present it",
        "10": "press: prosecutor and challenge",
        "11": "law 232/2025 as the press presents it",
        "12": "order 2525/2018: ninety minutes",
        "14": "order 2525/2018: transport, certificate",
        "16": "GBVIMS: safety plan",
        "20": "order 20.840/2022, its beginning",
        "21": "order 20.840/2022, its beginning",
        "23": "laws 217/2003 and 232/2025 as the press presents them",
        "23b": "laws 26/2024 and 232/2025",
        "24": "Sunrise: monthly",
    },
    "home_ro": {
        "1": "home of Harghita: no emergency centre",
        "2": "order 28/2019",
        "3": "order 28/2019 and the VENUS page",
        "5": "GBVIMS: consent for each service",
        "9": "home of Harghita: two originals, a year",
        "10": "order 28/2019",
        "11": "order 20.840/2022, its beginning",
        "12": "Sunrise: interventions for children",
        "14": "order 20.840/2022, its beginning",
        "15": "VENUS page: two kinds of services",
        "16": "VENUS page: vocational guidance",
        "17": "VENUS page: support groups",
        "18": "Sunrise: thirty days",
        "20": "VENUS page: mobility",
        "22": "order 28/2019: a year at most",
    },
}
READ_CLOCKS = {
    "sv_md": {"7 PT72H", "10 PT72H", "11 PT120H", "12 P14D", "13 PT72H", "18 PT24H", "18 PT48H"},
    "sv_ro": {"7 PT72H", "10 PT72H", "11 PT120H", "12 P14D", "13 PT72H", "18b PT24H", "18b PT48H", "18b PT120H"},
    "vd_md": {"11 PT24H", "11 PT48H"},
    "vd_ro": {"10 PT24H", "10 PT48H", "12 PT90M", "23 PT120H"},
    "home_ro": {"18 P30D", "22 P365D"},
}

PAPERS = {
    "police_notice", "forensic_request", "medical_referral", "legal_aid_request", "guardianship_notice",
    "school_letter", "psychology_referral", "shelter_request", "trafficking_notice",
}  # fmt: skip
GUIDE = {
    "interpreter", "no_hospital", "no_police", "someone_asks", "under_18", "window_passed", "lives", "evidence",
    "rights", "istanbul", "medical_care", "one_account", "one_hearing", "children_heard", "strangulation",
    "safe_leaving",
}  # fmt: skip
