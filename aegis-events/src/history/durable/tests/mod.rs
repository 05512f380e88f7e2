//! Durable subscriptions in simulations.
