//! Where a content file is served: `kanal/whatsapp.en.md` → `/en/kanal/whatsapp/`.

use complaint::Lang;

/// The file's place in the content folder, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageName<'a> {
    /// The folder with a slash at its end, or nothing: `kanal/`.
    pub(crate) folder: &'a str,
    /// The name without language and ending; `_index` for the folder's own page.
    pub(crate) stem: &'a str,
    /// The language the name says.
    pub(crate) lang: Lang,
}

impl<'a> PageName<'a> {
    /// Takes `kanal/whatsapp.en.md` apart. `None` when it is no Markdown file.
    pub(crate) fn parse(file: &'a str) -> Option<PageName<'a>> {
        let path = file.strip_suffix(".md")?;
        let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
        let (stem, lang) = match name.rsplit_once('.') {
            Some((stem, code)) if !stem.is_empty() => match Lang::of_page(code) {
                Some(lang) => (stem, lang),
                None => (name, Lang::Id),
            },
            _ => (name, Lang::Id),
        };
        Some(PageName { folder, stem, lang })
    }

    /// Whether it is the page of its folder.
    pub(crate) fn is_index(&self) -> bool {
        self.stem == "_index"
    }

    /// The file that says the same in every language: `kanal/whatsapp.md`.
    pub(crate) fn key(&self) -> String {
        format!("{}{}.md", self.folder, self.stem)
    }

    /// The address, with `slug` in place of the name.
    pub(crate) fn url(&self, lang: Lang, slug: Option<&str>) -> String {
        let root = lang_root(lang);
        match slug.unwrap_or(self.stem) {
            "_index" => format!("{root}{}", self.folder),
            name => format!("{root}{}{name}/", self.folder),
        }
    }
}

/// Where the pages of a language begin: `/` or `/en/`.
pub(crate) fn lang_root(lang: Lang) -> String {
    match lang {
        Lang::Id => "/".to_owned(),
        lang => format!("/{}/", lang.code()),
    }
}

/// The address a file has by its name alone. The build keeps these addresses alive for menu, channel and
/// well-known pages, so that the function, which knows no content, may link to them.
pub(crate) fn url_by_name(file: &str, lang: Lang) -> String {
    match PageName::parse(file) {
        Some(name) => name.url(lang, None),
        None => lang_root(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_follows_from_the_file() {
        for (file, lang, url) in [
            ("_index.md", Lang::Id, "/"),
            ("_index.en.md", Lang::En, "/en/"),
            ("lapor.md", Lang::Id, "/lapor/"),
            ("kanal/_index.md", Lang::Id, "/kanal/"),
            ("kanal/whatsapp.en.md", Lang::En, "/en/kanal/whatsapp/"),
            ("sop.jv.md", Lang::of_page("jv").expect("known"), "/jv/sop/"),
            ("berita/versi-1.2.md", Lang::Id, "/berita/versi-1.2/"),
        ] {
            let name = PageName::parse(file).expect(file);
            assert_eq!(
                (name.lang, name.url(name.lang, None).as_str()),
                (lang, url),
                "{file}"
            );
        }
        assert_eq!(PageName::parse("agency.toml"), None);
    }

    #[test]
    fn a_slug_takes_the_place_of_the_name_only() {
        let name = PageName::parse("kanal/112.md").expect("a page");
        assert_eq!(name.url(Lang::Id, Some("darurat")), "/kanal/darurat/");
    }
}
