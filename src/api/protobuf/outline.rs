//! The pages of a definition: its services with their methods, its messages, its enumerations.

use super::{Declaration, Method, ProtoFile, Protos, TypeName};
use crate::api::outline::{Group, Item, Outline, Sort, Spot};
use crate::api::slug::slugs;

/// The outline, and the pages of messages and enumerations.
pub(super) fn of(protos: &Protos) -> (Outline, (Vec<Spot>, Vec<Spot>)) {
    let names = slugs(protos.services.iter().map(|service| &*service.is.full_name));
    let mut groups: Vec<Group> = (protos.services.iter().zip(names))
        .map(|(service, slug)| {
            let items = service.methods.iter().enumerate().map(|(number, method)| call(number, method)).collect();
            Group {
                about: service.is.comment.clone(),
                is_deprecated: service.is.is_deprecated,
                ..Group::new(Sort::Calls, &service.is.name, &format!("services/{slug}"), items)
            }
        })
        .collect();
    let mut spots = (Vec::new(), Vec::new());
    let messages = protos.messages.iter().map(|message| &message.is);
    add(protos, &mut groups, &mut spots.0, "Messages", "messages", messages);
    add(protos, &mut groups, &mut spots.1, "Enums", "enums", protos.enums.iter().map(|declared| &declared.is));
    let about = protos.files.iter().find_map(|file| file.comment.clone());
    let mut outline = Outline { format: format(protos).into(), about, groups, ..Outline::default() };
    outline.address();
    (outline, spots)
}

fn add<'a>(
    protos: &Protos,
    groups: &mut Vec<Group>,
    spots: &mut Vec<Spot>,
    title: &str,
    folder: &str,
    declared: impl Iterator<Item = &'a Declaration>,
) {
    let items = declared.enumerate().map(|(number, is)| {
        spots.push(Spot::Item(groups.len(), number));
        let item = Item::new(short_name(&protos.files, is), &is.full_name, number).about(is.comment.as_deref());
        Item { is_deprecated: is.is_deprecated, ..item }
    });
    let items: Vec<Item> = items.collect();
    if !items.is_empty() {
        groups.push(Group::new(Sort::Types, title, folder, items));
    }
}

/// A full name without the package that it is declared in.
pub(super) fn short_name<'a>(files: &[ProtoFile], is: &'a Declaration) -> &'a str {
    let package = &*files[is.file].package;
    is.full_name.strip_prefix(package).map_or(&is.full_name, |name| name.trim_start_matches('.'))
}

fn call(number: usize, method: &Method) -> Item {
    let stream = |on: bool, name: &TypeName| {
        let short = name.name.rsplit('.').next().unwrap_or_default();
        if on { format!("stream {short}") } else { short.to_owned() }
    };
    let input = stream(method.client_streaming, &method.input);
    let output = stream(method.server_streaming, &method.output);
    let item = Item::new(&method.is.name, &method.is.name, number).about(method.is.comment.as_deref());
    Item { signature: format!("({input}) → {output}").into(), is_deprecated: method.is.is_deprecated, ..item }
}

/// `gRPC (proto3)`; `Protobuf` without services.
fn format(protos: &Protos) -> String {
    let name = if protos.services.is_empty() { "Protobuf" } else { "gRPC" };
    match protos.files.iter().find(|file| file.is_read) {
        Some(file) => format!("{name} ({})", file.syntax),
        None => name.to_owned(),
    }
}
