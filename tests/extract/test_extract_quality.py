"""Is a text layer believed when it should be, and only then?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from extract_drawing import KEY, grey_image, lines, page_of, pdf, read, texts
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from her2parse.extract import extract_file
from her2parse.extract.cipher import font_fault, is_strange
from her2parse.extract.letters import pair_cost

SHARED = Path(__file__).resolve().parents[3] / "shared" / "real"

HONEST = {
    "genes": "EGFR KRAS ERBB2 BRAF MET ALK ROS1 RET NTRK1 NTRK2 NTRK3 PIK3CA TP53 STK11 KEAP1 PTEN CDKN2A "
    "SMARCA4 PDGFRA",
    "hgvs": "p.Y772_A775dup c.2313_2324dup p.(Leu858Arg) c.2573T>G Q165* W288fs*12 c.3028+1G>A p.? p.(=) "
    "NM_005228.5:c.2369C>T chr17:g.39724731 EML4-ALK.E6aA20.AB374361 594-2A>C E604_F605ins23 "
    "T5PfsX60",
    "numbers": "0.08% 12.4% 3.16 404 1,999 >= <= 7.2 29/11/2025 15-may-2025 (0.4%) +++ (++) ++ 2+ 3+ < > ± -",
    "drugs": "osimertinib trastuzumab deruxtecan zongertinib sevabertinib poziotinib pyrotinib amivantamab "
    "lazertinib tucatinib",
    "cases": "cfDNA mRNA ctDNAs TKIs PhD FoundationOne McDonald PARPi KRASwt METamplification HRRm "
    "GuardantOMNI DNAs pH",
    "frames": "+-----+ |---| ....... ____ ==== >>> ** † ‡ § # & / -- -> <- (*) [] () • •",
    "spanish": "Biomarcadores relevantes Variantes de secuencia de ADN Fusiones de genes Genes analizados "
    "Frecuencia de alelo Tipo de cáncer de la muestra Carcinoma pulmonar no microcítico",
    "german": "Durchflusszytometrie Tumorzellgehalt Lungenadenokarzinom Nachweis einer pathogenen Mutation "
    "Gewebeprobe Befund",
    "dutch": "Moleculaire pathologie Uitslag onderzoek longcarcinoom geen afwijkingen aangetoond zwakke kwaliteit",
    "french": "Résultat de l'analyse moléculaire prélèvement tumoral présence d'une mutation activatrice",
    "polish": "badanie molekularne wykryto mutację w genie rak płuca pacjent szczegóły wyniku",
    "korean": "검체 종류 폐 선암종 유전자 변이 검출되지 않음 ERBB2 증폭 없음",
    "chinese": "肺腺癌 基因检测报告 未检出 突变 扩增 表皮生长因子受体",
    "greek": "αποτέλεσμα μοριακής εξέτασης",
    "placeholder": "XXXX XXXXXXXXXXXXXXXXXXXX XXXXXXXXXX Xxxxxxxxx",
    "capitals": "SUMMARY OF DETECTED SOMATIC ALTERATIONS IMMUNOTHERAPY BIOMARKERS ASSOCIATED TREATMENT OPTIONS",
    "web": "portal.guardanthealth.com clientservices@guardanthealth.com "
    "https://clinicaltrials.gov/ct2/show/NCT1?id=2&x=3",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_honest_words_pass(text):
    assert font_fault("Helvetica", text.split()) == ""


ENGLISH = (
    "The alteration was detected in this sample and the results are consistent with activating mutation "
    "Medium High amplification Positive Negative Equivocal therapies approved indication response"
)


@pytest.mark.parametrize("shift", range(1, 26))
def test_shifted_letters_fail(shift):
    def moved(char: str) -> str:
        if not char.isalpha():
            return char
        base = ord("a") if char.islower() else ord("A")
        return chr((ord(char) - base + shift) % 26 + base)

    assert font_fault("Helvetica", "".join(map(moved, ENGLISH)).split()) == "cipher_letters"


@pytest.mark.parametrize("shift", [-29, -31, 3, 7, 17])
def test_shifted_codes_fail(shift):
    # Glyph numbers taken for characters: the commonest wrong map is 29 off (a TrueType font in glyph order).
    values = "Medium (++) 12.4% High (+++) 0.08% NOV-03-2020 amplification therapies, approved indication Negative"
    cipher = "".join(char if char == " " else chr((ord(char) - 33 + shift) % 94 + 33) for char in values)
    assert font_fault("Helvetica", cipher.split()) != ""


@pytest.mark.parametrize("text", [")')'", "'+", '""', "U!$$w", "Y\\aT_", "xq{tw", "fx+tux')|#|u?"])
def test_strange_tokens(text):
    assert is_strange(text)


@given(st.integers(0, 999), st.sampled_from("ACDEFGHIKLMNPQRSTVWY"), st.sampled_from("ACDEFGHIKLMNPQRSTVWY*"))
def test_no_protein_change_is_strange(position, before, after):
    assert not is_strange(f"{before}{position}{after}")
    assert not is_strange(f"p.({before}{position}{after})")


def test_pair_cost_has_no_opinion_without_letters():
    assert pair_cost(["123", "%"]) == (0.0, 0)


def test_blank_page(tmp_path):
    assert page_of(tmp_path, lambda _: None).quality.verdict == "blank"


def test_page_with_rules_only_is_blank(tmp_path):
    assert page_of(tmp_path, lambda canvas: canvas.line(50, 500, 300, 500)).quality.verdict == "blank"


@pytest.mark.parametrize("words", ["", "Page 1 of 3"])
def test_picture_page(tmp_path, words):
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(grey_image(), 50, 50, 500, 700)
        lines(words)(canvas)

    quality = page_of(tmp_path, draw).quality
    assert quality.verdict == "image_only"
    assert not quality.read


def test_scan_with_a_fax_header(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(grey_image(), 0, 0, 595, 800)
        lines("Faxed 12/03/2024 10:15 from 555 010 0199 page 1 of 3 to Oncology", y=820)(canvas)

    assert page_of(tmp_path, draw).quality.detail == "picture_with_stamp"


def test_scan_in_strips(tmp_path):
    def draw(canvas: Canvas) -> None:
        for i in range(20):
            canvas.drawImage(grey_image(40, 4 + i), 0, i * 40, 595, 40)
        lines("stamped by the scanner on its way through")(canvas)

    assert page_of(tmp_path, draw).quality.verdict == "image_only"


def test_text_and_a_large_picture_is_read_and_said(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(grey_image(), 50, 50, 500, 450)
        lines(*[ENGLISH[i * 40 : i * 40 + 40] for i in range(5)])(canvas)

    quality = page_of(tmp_path, draw).quality
    assert (quality.verdict, quality.detail) == ("ok", "large_image")


def test_text_and_a_logo(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(grey_image(), 450, 780, 100, 40)
        lines(ENGLISH[:80])(canvas)

    quality = page_of(tmp_path, draw).quality
    assert (quality.verdict, quality.detail) == ("ok", "")


def test_letters_turned_to_curves(tmp_path):
    def draw(canvas: Canvas) -> None:
        for i in range(60):
            path = canvas.beginPath()
            x, y = 50 + 8 * (i % 30), 500 - 20 * (i // 30)
            path.moveTo(x, y)
            for k in range(10):
                path.curveTo(x + k, y + 1, x + k, y + 3, x + 1, y + k)
            canvas.drawPath(path, fill=1)

    assert page_of(tmp_path, draw).quality.detail == "outlines"


def _invisible(canvas: Canvas, *texts: str, y: float = 700) -> None:
    text = canvas.beginText(60, y)
    text.setTextRenderMode(3)
    for line in texts:
        text.textLine(line)
    canvas.drawText(text)


def test_a_scanners_own_text_is_not_believed(tmp_path):
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(grey_image(), 0, 0, 595, 842)
        _invisible(canvas, *[ENGLISH[i * 40 : i * 40 + 40] for i in range(5)])

    quality = page_of(tmp_path, draw).quality
    assert (quality.verdict, quality.detail) == ("image_only", "hidden_text")


def test_text_that_nobody_sees_is_left_out(tmp_path):
    def draw(canvas: Canvas) -> None:
        lines("No reportable alteration was detected in this sample")(canvas)
        _invisible(canvas, "ERBB2 amplification detected")
        canvas.setFillGray(1)
        canvas.drawString(60, 600, "HER2 IHC 3+")
        canvas.setFillGray(0)

    page = page_of(tmp_path, draw)
    assert texts(page) == ["No", "reportable", "alteration", "was", "detected", "in", "this", "sample"]
    assert page.quality.verdict == "ok"


@pytest.mark.parametrize("ground", ["bar", "picture", "shading"])
def test_white_words_on_dark_ground_are_seen(tmp_path, ground):
    def draw(canvas: Canvas) -> None:
        lines(ENGLISH[:80])(canvas)
        if ground == "bar":
            canvas.rect(50, 590, 300, 30, fill=1)
        elif ground == "picture":
            canvas.drawImage(grey_image(), 50, 590, 300, 30)
        else:
            canvas.linearGradient(50, 590, 350, 620, ((0, 0, 0.4), (0, 0.3, 0.5)), extend=True)
        canvas.setFillGray(1)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 600, "GENOMIC FINDINGS")

    assert texts(page_of(tmp_path, draw))[-2:] == ["GENOMIC", "FINDINGS"]


GLUED = "Erzijngeenpathogenevariantengevonden Deamplificatievanhetgenwerdnietgezien Hettumorgehaltewasruimvoldoende"
SPACED = " ".join("Noalterationswerefoundinanygeneofthepanel")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (SPACED, "letter_spaced"),
        (GLUED, "glued_words"),
        ("GGEENNOOMMIICC FFIINNDDIINNGGSS of the SSUUMMMMAARRYY", "doubled_letters"),
        ("G E N E S A B C D tested in this sample of lung tissue", ""),
        ("Durchflusszytometrieuntersuchung der Gewebeprobe ohne Befund", ""),
        ("Microsatellite status AAAAAA TTTTTT Summary of Findings Approved", ""),
    ],
)  # fmt: skip
def test_words_wrongly_set(tmp_path, line, fault):
    def draw(canvas: Canvas) -> None:
        lines(line, line, font="Courier", size=7, x=20)(canvas)

    quality = page_of(tmp_path, draw).quality
    assert (quality.verdict, quality.detail) == (("garbled", fault) if fault else ("ok", ""))


def _with_font(tmp_path, change):
    """Headings in Helvetica, values in an embedded font whose map to Unicode goes through ``change``."""
    name = "Vera"
    pdfmetrics.registerFont(TTFont(name, "Vera.ttf"))

    def draw(canvas: Canvas) -> None:
        lines("Detected alteration", "Therapies approved in this indication", "Amplification", y=780)(canvas)
        lines("TP53 R273P 2.2%", "Medium (++)", "NOV-03-2020 Everolimus, Temsirolimus", font=name, y=600)(canvas)

    def second(canvas: Canvas) -> None:
        lines("Microsatellite status and tumor mutational burden of this sample")(canvas)
        lines("3.16", font=name, y=600)(canvas)

    return read(tmp_path, change(pdf(draw, second, compress=0)))


def test_values_in_a_cipher_font(tmp_path):
    def shifted(data: bytes) -> bytes:
        def line(match: re.Match[bytes]) -> bytes:
            return b"<%s> <%04X>" % (match[1], 33 + (int(match[2], 16) - 33 + 40) % 94)

        assert re.search(rb"<[0-9A-F]{2}> <[0-9A-F]{4}>", data), "reportlab's map to Unicode looks different"
        return re.sub(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>", line, data)

    honest = _with_font(tmp_path, lambda data: data)
    assert [page.quality.verdict for page in honest.pages] == ["ok", "ok"]
    broken = _with_font(tmp_path, shifted)
    assert "TP53" not in texts(broken.pages[0])
    # The second page has but one word of the font; that the font is a cipher is known from the first.
    assert [page.quality.verdict for page in broken.pages] == ["garbled", "garbled"]


def test_values_as_private_characters(tmp_path):
    def private(data: bytes) -> bytes:
        return re.sub(rb"<([0-9A-F]{2})> <00([0-9A-F]{2})>", rb"<\1> <E0\2>", data)

    assert _with_font(tmp_path, private).pages[0].quality.detail in ("damaged_characters", "damaged_font")


def test_values_as_control_characters(tmp_path):
    def control(data: bytes) -> bytes:
        return re.sub(rb"<([0-9A-F]{2})> <00[0-9A-F]{2}>", rb"<\1> <0003>", data)

    assert _with_font(tmp_path, control).pages[0].quality.verdict == "garbled"


def test_bullets_of_a_symbol_font_are_no_damage(tmp_path):
    def draw(canvas: Canvas) -> None:
        for row in range(8):
            lines(ENGLISH[row * 20 : row * 20 + 20], y=760 - 20 * row)(canvas)
            canvas.setFont("ZapfDingbats", 8)
            canvas.drawString(45, 760 - 20 * row, "n44")

    assert page_of(tmp_path, draw).quality.verdict == "ok"


@pytest.mark.real
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/real (real report layouts) is not there")
@pytest.mark.parametrize("name", ["guardant360_lung_sample.pdf", "oncomine_reporter_es_sample.pdf"])
def test_real_layouts_are_ok_on_every_page(name):
    document = extract_file(SHARED / name, "", key=KEY)
    assert [page.quality.verdict for page in document.pages] == ["ok"] * document.n_pages


REPORTS = Path(__file__).resolve().parents[2] / "test_data" / "reports"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("garbled_cipher", "garbled"), ("garbled_controls", "garbled"), ("image_results", "image_only")],
)
def test_broken_reports_of_the_corpus(name, verdict):
    document = extract_file(REPORTS / "broken" / f"{name}.pdf", "", key=KEY)
    assert document.problem == ""
    assert document.pages[0].quality.verdict == verdict


def test_all_other_reports_of_the_corpus_are_believed():
    bad = {
        path.name: document.problem or [page.quality for page in document.pages]
        for path in sorted(REPORTS.glob("*.pdf"))
        if (document := extract_file(path, "", key=KEY)).problem
        or not all(page.quality.read for page in document.pages)
    }
    assert bad == {}
