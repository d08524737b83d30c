//! OpenAPI documents.

use std::fmt::Write as _;

use crate::random::Random;
use crate::words::{self, capital, noun, sentence};

/// An OpenAPI 3.1 document with 5 to 40 paths.
pub fn document(random: &mut Random, name: &str) -> String {
    let mut text =
        format!("openapi: 3.1.0\ninfo:\n  title: {name}\n  version: {}.{}.0\n", random.between(1, 5), random.below(20));
    write_description(&mut text, random, 2);
    writeln!(text, "servers:\n  - url: https://{name}.example.com/v{}\npaths:", random.between(1, 4))
        .expect("a String takes everything");
    let schemas: Vec<String> =
        (0..random.between(4, 14)).map(|number| format!("{}{number}", capital(&words::made_up(random)))).collect();
    for number in 0..random.between(5, 40) {
        let resource = format!("{}-{number}", noun(random).replace(' ', "-"));
        writeln!(text, "  /{resource}s/{{id}}:").expect("a String takes everything");
        for method in ["get", "put", "delete"].into_iter().take(random.between(1, 3)) {
            operation(&mut text, random, method, &resource, &schemas);
        }
    }
    text.push_str("components:\n  schemas:\n");
    for schema in &schemas {
        object(&mut text, random, schema, &schemas);
    }
    text
}

fn operation(text: &mut String, random: &mut Random, method: &str, resource: &str, schemas: &[String]) {
    let id = format!("{method}_{resource}").replace('-', "_");
    let schema = &schemas[random.below(schemas.len())];
    write!(
        text,
        "    {method}:
      operationId: {id}
      summary: {} one {resource}
      tags: [{}]
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string, maxLength: {}}}}}
        - {{name: {}, in: query, schema: {{type: integer, minimum: {}}}}}
      responses:
        '200':
          description: The {resource}
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}
        '404':
          description: There is no such {resource}
",
        capital(method),
        noun(random),
        random.between(8, 200),
        words::identifier(random),
        random.below(50),
    )
    .expect("a String takes everything");
    write_description(text, random, 6);
}

fn object(text: &mut String, random: &mut Random, name: &str, schemas: &[String]) {
    writeln!(text, "    {name}:\n      type: object").expect("a String takes everything");
    write_description(text, random, 6);
    text.push_str("      properties:\n");
    for number in 0..random.between(3, 14) {
        let property = format!("{}_{number}", words::identifier(random));
        let kind = match random.below(5) {
            0 => "type: integer".to_owned(),
            1 => "type: string, format: date-time".to_owned(),
            2 => format!("type: string, enum: [{}, {}]", words::made_up(random), words::made_up(random)),
            3 => format!("$ref: '#/components/schemas/{}'", schemas[random.below(schemas.len())]),
            _ => "type: string".to_owned(),
        };
        writeln!(text, "        {property}: {{{kind}}}").expect("a String takes everything");
    }
}

fn write_description(text: &mut String, random: &mut Random, indent: usize) {
    let (first, second) = (sentence(random), sentence(random));
    writeln!(text, "{:indent$}description: >-\n{:indent$}  {first} {second}", "", "")
        .expect("a String takes everything");
}
