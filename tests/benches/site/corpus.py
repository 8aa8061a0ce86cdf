"""One Indonesian public-information site, written for Tanggap and for Hugo: the same pages, the same words.

    corpus.py PAGES DIR     writes DIR/tanggap (a content folder with its agency) and DIR/hugo

Four of ten pages are guides, three news, three questions; on average some 650 words with headings of two levels,
lists, tables, quotes, now and then code or a picture, and links to other pages. The same number of pages gives
the same bytes. Nothing in it stops a build with every check on.
"""

import json
import random
import shutil
import struct
import sys
import zlib
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[2] / "content"
PER_PAGE = 20
SECTIONS = {"panduan": ("Panduan", "weight"), "tanya": ("Tanya jawab", "weight"), "berita": ("Berita", "date")}
TAGS = [
    "air minum", "akta lahir", "angkutan", "bantuan warga", "banjir", "biaya", "drainase", "gizi anak", "halte",
    "izin usaha", "jalan", "jembatan", "kartu keluarga", "kebersihan", "klinik", "lampu jalan", "pajak", "parkir",
    "pasar", "perpustakaan", "pohon", "sampah", "sekolah", "sungai", "taman", "tanah", "terminal", "trotoar",
    "usaha kecil", "wisata",
]
CATEGORIES = ["aturan", "cara melapor", "data", "jadwal", "kabar kantor", "layanan", "pengumuman", "tanya jawab"]
PLACES = [
    "Kelurahan Melati", "Kelurahan Cempaka", "Desa Sumber Jaya", "Desa Rawa Indah", "Kecamatan Selatan",
    "Kecamatan Utara", "Kampung Tengah", "Kampung Pesisir", "Pasar Baru", "Terminal Lama",
]
OFFICES = [
    "bagian jalan", "bagian air", "bagian kebersihan", "bagian izin", "bagian data", "petugas loket",
    "petugas lapangan", "tim pengaduan", "kantor kelurahan", "kantor kecamatan",
]
THINGS = [
    "lampu yang padam", "jalan yang rusak", "sampah yang menumpuk", "air yang keruh", "pohon yang tumbang",
    "antrean yang panjang", "biaya yang tidak jelas", "parkir yang sembarangan", "selokan yang mampet",
    "jembatan yang retak", "halte yang kotor", "berkas yang hilang",
]
PAPERS = ["foto lokasi", "kartu pelanggan", "surat kuasa", "bukti bayar", "denah rumah", "salinan izin", "nomor aduan"]
WAYS = ["formulir di situs", "loket", "surat", "telepon", "kotak saran", "petugas lapangan"]
SENTENCES = [
    "Siapa saja boleh melaporkan {thing} tanpa biaya.",
    "Kami mencatat laporan lewat {way} pada hari yang sama.",
    "Tulis tempat kejadian dengan jelas, misalnya di depan kantor {place}.",
    "{Office} membaca setiap laporan dan memberi jawaban tertulis.",
    "Bila data kurang, {office} akan bertanya kepada Anda satu kali lagi.",
    "Simpan nomor aduan, sebab nomor itu dipakai untuk melihat kabar terbaru.",
    "Nama Anda tidak kami sebut kepada pihak yang dilaporkan.",
    "Warga {place} paling sering menulis tentang {thing}.",
    "Lampirkan {paper} agar {office} lebih cepat menemukan tempatnya.",
    "Laporan tanpa nama tetap kami terima selama ceritanya bisa diperiksa.",
    "Jangan memberi uang kepada petugas, sebab layanan ini gratis.",
    "Pada bulan lalu ada {count} laporan tentang {thing} di {place}.",
    "Jawaban kami kirim lewat {way} sesuai pilihan Anda.",
    "Kalau laporan bukan tugas kami, {office} meneruskannya kepada kantor yang berwenang.",
    "Anda boleh menarik laporan kapan saja sebelum selesai.",
    "Bahaya yang mendesak sebaiknya langsung disampaikan lewat telepon darurat.",
    "{Office} memeriksa {thing} menurut tingkat bahaya dan jumlah warga yang terdampak.",
    "Warga lanjut usia dan penyandang disabilitas dilayani lebih dulu.",
    "Setelah selesai, kami minta Anda menilai jawaban dengan {few} pertanyaan pendek.",
    "Hasil pemeriksaan di {place} ditempel pada papan pengumuman.",
    "Satu laporan cukup untuk satu masalah, supaya {office} tidak bingung.",
    "Ceritakan apa yang terjadi, kapan, dan siapa yang melihatnya.",
    "Bila tidak puas, mintalah atasan {office} memeriksa ulang jawaban itu.",
    "Angka laporan kami perbarui setiap bulan dan boleh disalin oleh siapa saja.",
]
TITLES = {
    "panduan": ["Cara melaporkan {thing}", "Melapor lewat {way} di {place}", "Yang perlu disiapkan: {paper}"],
    "tanya": ["Siapa yang mengurus {thing}?", "Apakah bisa melapor lewat {way}?", "Untuk apa {paper} diminta?"],
    "berita": ["Kabar dari {place} tentang {thing}", "{Office} selesai memeriksa {count} laporan", "Jadwal baru di {place}"],
}
SECOND = [
    "Sebelum melapor", "Yang disiapkan", "Langkah demi langkah", "Berapa lama", "Biaya", "Hak Anda", "Bila ditolak",
    "Siapa yang membaca", "Angka bulan lalu", "Lampiran", "Rahasia Anda", "Pertanyaan lain", "Wilayah", "Setelah selesai",
]
THIRD = ["Lewat telepon", "Di loket", "Tanpa nama", "Contoh", "Catatan", "Bila sinyal lemah", "Laporan susulan"]
CODE = '```json\n{{"nomor": "AB-{n:05}", "keadaan": "diproses"}}\n```'


def fill(rng, text):
    office = rng.choice(OFFICES)
    return text.format(
        thing=rng.choice(THINGS), place=rng.choice(PLACES), paper=rng.choice(PAPERS), way=rng.choice(WAYS),
        office=office, Office=office.capitalize(), count=rng.randint(20, 900), few=rng.choice(["tiga", "empat", "lima"]),
    )


def sentences(rng, count):
    text = [fill(rng, rng.choice(SENTENCES)) for _ in range(count)]
    for n, sentence in enumerate(text):
        if rng.random() < 0.1:
            words = sentence.split(" ")
            at = rng.randrange(1, len(words) - 1)
            words[at] = rng.choice(["**{}**", "*{}*"]).format(words[at].strip(",:"))
            text[n] = " ".join(words)
    return " ".join(text)


def table(rng):
    rows = ["| Wilayah | Masuk | Selesai |", "| --- | ---: | ---: |"]
    for place in rng.sample(PLACES, rng.randint(4, 8)):
        received = rng.randint(50, 900)
        rows.append(f"| {place} | {received} | {rng.randint(20, received)} |")
    return "\n".join(rows)


def list_of(rng, mark):
    return "\n".join(f"{mark(n)} {fill(rng, rng.choice(SENTENCES))}" for n in range(1, rng.randint(4, 7)))


def block(rng):
    kind = rng.random()
    if kind < 0.3:
        return list_of(rng, lambda _: "-")
    if kind < 0.5:
        return list_of(rng, lambda n: f"{n}.")
    if kind < 0.6:
        return "> " + sentences(rng, 1)
    if kind < 0.75:
        return f"### {rng.choice(THIRD)}\n\n{sentences(rng, rng.randint(2, 4))}"
    return sentences(rng, 2)


def body(page, pages):
    rng = random.Random(f"isi {page['n']}")
    length = rng.randint(300, 900)
    links = [pages[rng.randrange(len(pages))] for _ in range(rng.randint(2, 5))]
    with_table, with_code, with_picture = rng.random() < 0.5, rng.random() < 0.08, rng.random() < 0.1
    parts = [sentences(rng, 3)]
    for at, heading in enumerate(rng.sample(SECOND, len(SECOND))):
        if sum(len(part.split()) for part in parts) > length:
            break
        parts += [f"## {heading}", sentences(rng, rng.randint(2, 5))]
        if links:
            link = links.pop()
            parts.append(f"{sentences(rng, 1)} Baca juga [{link['title']}](/{link['file']}).")
        parts.append(block(rng))
        if at == 1:
            parts += [table(rng)] * with_table + ["![Alur laporan](/img/alur-%02d.png)" % rng.randrange(20)] * with_picture
        if at == 2 and with_code:
            parts.append(CODE.format(n=page["n"]))
    if rng.random() < 0.3:
        parts.append("Dasar: [aturan pelayanan publik](https://aturan.contoh.example/pelayanan).")
    return "\n\n".join(parts) + "\n"


def records(count):
    rng = random.Random("situs")
    pages, numbers = [], dict.fromkeys(SECTIONS, 0)
    for n in range(count):
        section = ["panduan"] * 4 + ["tanya"] * 3 + ["berita"] * 3
        section = section[n * 7 % 10]
        numbers[section] += 1
        title = fill(rng, rng.choice(TITLES[section]))
        pages.append({
            "n": n, "section": section, "file": f"{section}/hal-{numbers[section]:05}.md",
            "title": title, "description": fill(rng, rng.choice(SENTENCES)),
            "date": date(2018, 1, 2) + timedelta(days=n * 2789 % 2900), "weight": numbers[section],
            "tags": sorted(rng.sample(TAGS, rng.randint(1, 3))), "categories": [rng.choice(CATEGORIES)],
        })
    return pages


def front_matter(page):
    text = lambda value: json.dumps(value, ensure_ascii=False)
    keys = {"title": text(page["title"]), "description": text(page["description"]), "date": page["date"], "weight": page["weight"],
            "tags": text(page["tags"]), "categories": text(page["categories"])}
    return "+++\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) + "+++\n\n"


def picture(n):
    """A small PNG of coloured stripes."""
    wide, high = 160, 90
    rows = b"".join(b"\0" + bytes(v for x in range(wide) for v in ((x * n) % 256, (y * 5) % 256, n * 12)) for y in range(high))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def shared(pages, content, static):
    """What both generators get: every page, the home page, the pictures."""
    for page in pages:
        write(content / page["file"], front_matter(page) + body(page, pages))
    write(content / "_index.md", '+++\ntitle = "Beranda"\n+++\n\nSelamat datang di layanan pengaduan warga.\n')
    for n in range(20):
        write(static / f"img/alur-{n:02}.png", picture(n))


def agency(content):
    """The sample agency's settings, its menu and channels leading to pages of this corpus."""
    text, kept, skipping = (SAMPLE / "agency.toml").read_text(), [], False
    for line in text.splitlines():
        if line.startswith("["):
            skipping = line == "[[menu]]"
        if not skipping and not line.startswith("page = "):
            kept.append(line)
    menu = "".join(f'\n[[menu]]\npage = "{name}/_index.md"\nlabel = "{title}"\n' for name, (title, _) in SECTIONS.items())
    write(content / "agency.toml", "\n".join(kept) + "\n" + menu)
    write(content / "data/holidays.toml", (SAMPLE / "data/holidays.toml").read_bytes())


def tanggap(pages, folder):
    shared(pages, folder, folder / "static")
    for name, (title, order) in SECTIONS.items():
        head = f'+++\ntitle = "{title}"\nsort_by = "{order}"\npaginate_by = {PER_PAGE}\n+++\n'
        write(folder / name / "_index.md", head)
    agency(folder)


def hugo(pages, folder):
    shutil.copytree(HERE / "hugo", folder)
    shared(pages, folder / "content", folder / "static")
    for name, (title, order) in SECTIONS.items():
        write(folder / "content" / name / "_index.md", f'+++\ntitle = "{title}"\norder = "{order}"\n+++\n')


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    shutil.rmtree(folder, ignore_errors=True)
    pages = records(count)
    tanggap(pages, folder / "tanggap")
    hugo(pages, folder / "hugo")


if __name__ == "__main__":
    main()
