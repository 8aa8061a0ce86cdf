"""Whether what was put there answers, as citizens reach it."""

import json
import time
import urllib.error
import urllib.request

from trouble import Trouble

# A new distribution takes minutes until it is known everywhere.
PATIENCE_S = 900


def test(outputs):
    """By the name from CloudFront: one's own may lead elsewhere still, or nowhere."""
    site, api = f"https://{outputs['DistributionDomain']}", outputs["ApiUrl"]
    deadline = time.monotonic() + PATIENCE_S
    page = until(deadline, lambda: ask(f"{site}/"), lambda answer: answer[0] == 200)
    if "content-security-policy" not in page[1]:
        raise Trouble("Halaman muka terbuka tanpa header keamanan.")
    health = until(deadline, lambda: ask(f"{site}/api/health"), lambda answer: answer[0] in (200, 503))
    if health[0] != 200:
        raise Trouble(f"Fungsi menjawab, tetapi belum sehat: {json.loads(health[2])['down']}.")
    if ask(f"{site}/tidak-ada-sama-sekali/")[0] != 404:
        raise Trouble("Alamat yang tidak ada tidak dijawab 404.")
    if ask(f"{api}/api/health")[0] != 404:
        raise Trouble("Fungsi bisa dicapai tanpa lewat CloudFront.")
    print("Uji singkat: halaman, fungsi, tabel, berkas, dan pintu depan baik.")
    if ask(f"{outputs['SiteUrl']}/api/health")[0] != 200:
        print(f"{outputs['SiteUrl']} belum sampai ke sini: pengelola DNS perlu membuat CNAME ke {outputs['DistributionDomain']}.")


def until(deadline, ask_again, good):
    while True:
        answer = ask_again()
        if good(answer):
            return answer
        if time.monotonic() > deadline:
            raise Trouble(f"Situs belum menjawab dengan baik (status {answer[0]}). Coba lagi beberapa menit kemudian.")
        time.sleep(5)


def ask(address):
    """Status, headers and body; status 0 where nobody answers."""
    request = urllib.request.Request(address, headers={"accept": "text/html, application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()
    except (OSError, urllib.error.URLError):
        return 0, {}, b""
