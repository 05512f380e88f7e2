//! The page of a type.

use aegis_events_catalog::model::{FieldType, Scalar, TypeDef, TypeShape};
use maud::{Markup, html};

use crate::docs::address::{Item, List};
use crate::docs::example;
use crate::docs::html::{Language, Page, code, plain};
use crate::docs::relations::Use;
use crate::docs::site::Site;

pub(super) fn ty(site: &Site<'_>, at: usize) -> String {
    let page = Page::inner(site);
    let ty = &site.catalog.types()[at];
    let description = ty.doc.as_deref().map_or_else(|| kind(ty).to_owned(), plain);
    let facts = html! {
        ul.facts {
            li { (kind(ty)) }
            @if let TypeShape::Newtype(is) | TypeShape::Rust { is, .. } = &ty.shape { li { "is " (page.ty(is)) } }
            (sql(site, ty))
        }
    };
    let rest = html! {
        (shape(page, ty))
        section #json { h2 { "JSON" } (code(Language::JSON, "Example", &example::of_type(site.catalog, ty).pretty())) }
        (uses(page, at))
    };
    page.item(List::Types, at, &description, &facts, &rest)
}

/// The kind of the type.
pub(super) fn kind(ty: &TypeDef) -> &'static str {
    match &ty.shape {
        TypeShape::Newtype(_) => "newtype",
        TypeShape::Enumeration(_) => "enumeration",
        TypeShape::Record(_) => "record",
        TypeShape::Rust { .. } => "Rust type",
    }
}

fn sql(site: &Site<'_>, ty: &TypeDef) -> Markup {
    let column = site.catalog.sql_column(match &ty.shape {
        TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => is,
        TypeShape::Enumeration(_) => &FieldType::Scalar(Scalar::String),
        TypeShape::Record(_) => &FieldType::Scalar(Scalar::Json),
    });
    html! { li { code { (column.postgres) } " in PostgreSQL" } li { code { (column.sqlite) } " in SQLite" } }
}

fn shape(page: Page<'_>, ty: &TypeDef) -> Markup {
    html! {
        @match &ty.shape {
            TypeShape::Newtype(_) => {},
            TypeShape::Enumeration(values) => section #values {
                h2 { "Values" }
                div.scroll {
                    table.columns {
                        thead { tr { th scope="col" { "In JSON and SQL" } th scope="col" { "In Rust" } } }
                        tbody {
                            @for value in values {
                                tr { th scope="row" { code { (value.value.text) } } td { code { (ty.name.text) "::" (value.variant) } } }
                            }
                        }
                    }
                }
            },
            TypeShape::Record(fields) => section #fields { h2 { "Fields" } (page.fields(fields, |_| html! {})) },
            TypeShape::Rust { path, .. } => p { "Written by hand: " code { (path.text) } ", relative to the module of " code { "DomainEvent" } "." },
        }
    }
}

fn uses(page: Page<'_>, at: usize) -> Markup {
    let uses = &page.site.relations.uses[at];
    html! {
        section #uses {
            h2 { "Used by" }
            @if uses.is_empty() { p.muted { "Nothing." } }
            ul.events {
                @for it in uses {
                    @match it {
                        Use::Event(event, field) => li {
                            span.name { (page.link_in_family(*event)) }
                            span.when { "in " a href={ (page.href(Item::Event(*event))) "#field-" (field.name.text) } { code { (field.name.text) } } }
                        },
                        Use::Record(ty, field) => li {
                            span.name { (page.link(Item::Of(List::Types, *ty))) }
                            span.when { "in " a href={ (page.href(Item::Of(List::Types, *ty))) "#field-" (field.name.text) } { code { (field.name.text) } } }
                        },
                        Use::Type(ty) => li { span.name { (page.link(Item::Of(List::Types, *ty))) } span.when { "is defined by it" } },
                        Use::Key(key) => li { span.name { (page.link(Item::Of(List::Keys, *key))) } span.when { "is a key of this type" } },
                    }
                }
            }
        }
    }
}
