//! Implementations of standard and serde traits for generated types.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::args::Runtime;

/// `From<source>`; `convert` is an expression of `value`.
pub(super) fn from(source: &impl ToTokens, target: &impl ToTokens, convert: &impl ToTokens) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#source> for #target {
            fn from(value: #source) -> Self {
                #convert
            }
        }
    }
}

/// `Debug` or `Display`; `write` is an expression of `self` and `f`.
pub(super) fn format(name: &str, ty: &impl ToTokens, write: &impl ToTokens) -> TokenStream {
    let name = format_ident!("{name}");
    quote! {
        #[automatically_derived]
        impl ::core::fmt::#name for #ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #write
            }
        }
    }
}

/// `FromStr`; `parse` is an expression of `text`. `Self::Err` would be ambiguous in an enumeration with a variant `Err`.
pub(super) fn from_str(ty: &impl ToTokens, error: &impl ToTokens, parse: &impl ToTokens) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::str::FromStr for #ty {
            type Err = #error;

            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, #error> {
                #parse
            }
        }
    }
}

/// `AsRef<str>` by the type's `as_str`.
pub(super) fn as_ref_str(ty: &impl ToTokens) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::convert::AsRef<::core::primitive::str> for #ty {
            fn as_ref(&self) -> &::core::primitive::str {
                self.as_str()
            }
        }
    }
}

/// `Serialize`; `write` is an expression of `self` and `serializer`.
pub(super) fn serialize(runtime: &Runtime, ty: &impl ToTokens, write: &impl ToTokens) -> TokenStream {
    let serde = quote!(#runtime::support::serde);
    quote! {
        #[automatically_derived]
        impl #serde::Serialize for #ty {
            fn serialize<__S: #serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                #write
            }
        }
    }
}

/// `Deserialize`; `read` is an expression of `deserializer`.
pub(super) fn deserialize(runtime: &Runtime, ty: &impl ToTokens, read: &impl ToTokens) -> TokenStream {
    let serde = quote!(#runtime::support::serde);
    quote! {
        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #ty {
            fn deserialize<__D: #serde::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                #read
            }
        }
    }
}
