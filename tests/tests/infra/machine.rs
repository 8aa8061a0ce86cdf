//! One machine: the units, the servers in front of them and the guide say the same.

use tests::root;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The word behind a mark.
#[track_caller]
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text.split_once(mark).unwrap().1;
    rest.split_whitespace().next().unwrap()
}

#[test]
fn the_servers_in_front_reach_the_program_and_tell_it_the_address() {
    let (service, socket) = (
        read("infra/systemd/tanggap.service"),
        read("infra/systemd/tanggap.socket"),
    );
    let (place, header) = (
        after(&socket, "ListenStream="),
        after(&service, "--address-header "),
    );
    let caddy = read("infra/proxy/Caddyfile");
    assert!(caddy.contains(&format!("reverse_proxy {place} {{")), "{caddy}");
    assert_eq!(after(&caddy, &format!("header_up {header} ")), "{remote_host}");
    let nginx = read("infra/proxy/nginx.conf");
    assert_eq!(after(&nginx, "proxy_pass "), format!("http://{place};"));
    assert_eq!(
        after(&nginx, &format!("proxy_set_header {header} ")),
        "$remote_addr;"
    );
    assert_eq!(after(&nginx, "X-Forwarded-Proto "), "https;");
    let (caddys, nginxs) = (after(&caddy, "max_size "), after(&nginx, "client_max_body_size "));
    assert_eq!(caddys.trim_end_matches("MB"), nginxs.trim_end_matches("m;"));
}

/// While the socket is open one visitor is enough to start the program, on whatever lies there.
#[test]
fn the_guide_stops_the_socket_with_the_program() {
    for guide in ["docs/panduan-satu-mesin.md", "docs/panduan-aws.md"] {
        let text = read(guide);
        for line in text
            .lines()
            .filter(|line| line.contains("systemctl stop tanggap"))
        {
            assert!(
                line.contains("stop tanggap.socket tanggap.service"),
                "{guide}: {line}"
            );
        }
    }
}
