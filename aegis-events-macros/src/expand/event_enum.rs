//! An enum of events: what the domain enum and the enums of the families have in common.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::impls;
use super::keys;
use super::names::Names;

/// The domain enum or the enum of a family.
pub(super) struct EventEnum<'a> {
    pub(super) ident: &'a Ident,
    /// The arms of a `match` on `self` that evaluate to the payload.
    pub(super) payload_arms: Vec<TokenStream>,
    /// Methods that only this enum has.
    pub(super) methods: TokenStream,
}

impl EventEnum<'_> {
    /// The methods, `Debug` and `Serialize`.
    pub(super) fn expand(&self, names: &Names<'_>) -> TokenStream {
        let Names { runtime, domain, vis, .. } = names;
        let Self { ident, payload_arms, methods } = self;
        // Without variants there is no `match` on a reference.
        let subject = if payload_arms.is_empty() { quote!(*self) } else { quote!(self) };
        let accessors = accessors(names);
        let keys = keys::accessors(names);
        let debug = impls::format("Debug", ident, &quote!(::core::fmt::Debug::fmt(self.payload(), f)));
        let write = quote!(#runtime::support::serialize_event::<#domain, __S>(self.payload(), serializer));
        let serialize = impls::serialize(runtime, ident, &write);
        quote! {
            #[allow(dead_code)]
            impl #ident {
                /// The event as a trait object.
                #[must_use]
                #vis fn payload(&self) -> &dyn #runtime::event::AnyPayload {
                    match #subject {
                        #(#payload_arms,)*
                    }
                }

                #accessors

                #keys

                #methods
            }

            #debug

            #serialize
        }
    }
}

fn accessors(names: &Names<'_>) -> TokenStream {
    let Names { runtime, domain, vis, .. } = names;
    quote! {
        /// The event's kind.
        #[must_use]
        #vis fn kind(&self) -> #runtime::catalog::Kind {
            self.payload().kind()
        }

        /// The name of the event's family.
        #[must_use]
        #vis fn family(&self) -> &'static ::core::primitive::str {
            #runtime::support::info::<#domain>(self.payload()).family()
        }

        /// The event's name, unique within its family.
        #[must_use]
        #vis fn event_type(&self) -> &'static ::core::primitive::str {
            #runtime::support::info::<#domain>(self.payload()).event_type()
        }

        /// The value of the event's time field, if it has one.
        #[must_use]
        #vis fn occurred_at(&self) -> ::core::option::Option<#runtime::types::Timestamp> {
            self.payload().occurred_at()
        }

        /// Encodes the event as JSON: `{"family": .., "event_type": .., "event_data": ..}`.
        #vis fn to_json(
            &self,
        ) -> ::core::result::Result<::std::vec::Vec<::core::primitive::u8>, #runtime::codec::EncodeError> {
            #runtime::support::to_json::<#domain>(self.payload())
        }
    }
}
