/*
 * What counts as a definition, as tree-sitter queries over each grammar's node types. A capture's name is the kind of the
 * definition, the captured node its name; captures that begin with `_` only serve a condition.
 */

const ecmascript = `
(function_declaration name: (identifier) @function)
(generator_function_declaration name: (identifier) @function)
(method_definition name: (property_identifier) @method)
(program (export_statement (lexical_declaration (variable_declarator name: (identifier) @constant))))
(program (lexical_declaration (variable_declarator
  name: (identifier) @function value: [(arrow_function) (function_expression) (class)])))
(program (variable_declaration (variable_declarator name: (identifier) @function value: (function_expression))))
(program (lexical_declaration (variable_declarator name: (identifier) @constant)) (#match? @constant "^[A-Z]"))`

const typescript = `${ecmascript}
(class_declaration name: (type_identifier) @class)
(abstract_class_declaration name: (type_identifier) @class)
(interface_declaration name: (type_identifier) @interface)
(type_alias_declaration name: (type_identifier) @type)
(enum_declaration name: (identifier) @enum)
(internal_module name: (identifier) @module)
(function_signature name: (identifier) @function)
(abstract_method_signature name: (property_identifier) @method)
(public_field_definition name: (property_identifier) @method value: (arrow_function))`

const c = `
(function_declarator declarator: (identifier) @function)
(struct_specifier name: (type_identifier) @class body: (_))
(union_specifier name: (type_identifier) @class body: (_))
(enum_specifier name: (type_identifier) @enum body: (_))
(type_definition declarator: (type_identifier) @type)
(preproc_function_def name: (identifier) @macro)`

/** By grammar. */
export const queries: Readonly<Record<string, string>> = {
  bash: `
(function_definition name: (word) @function)
(program (variable_assignment name: (variable_name) @constant))`,
  c,
  clojure: `
((list_lit . (sym_lit name: (sym_name) @_form) . (sym_lit name: (sym_name) @function)) (#match? @_form "^(def|ns$)"))`,
  cpp: `${c}
(class_specifier name: (type_identifier) @class body: (_))
(namespace_definition name: (namespace_identifier) @module)
(function_declarator declarator: (field_identifier) @method)
(function_declarator declarator: (qualified_identifier name: (identifier) @method))
(alias_declaration name: (type_identifier) @type)`,
  csharp: `
(class_declaration name: (identifier) @class)
(interface_declaration name: (identifier) @interface)
(struct_declaration name: (identifier) @class)
(record_declaration name: (identifier) @class)
(enum_declaration name: (identifier) @enum)
(delegate_declaration name: (identifier) @type)
(method_declaration name: (identifier) @method)
(constructor_declaration name: (identifier) @method)
(property_declaration name: (identifier) @property)`,
  dart: `
(class_definition name: (identifier) @class)
(enum_declaration name: (identifier) @enum)
(extension_declaration name: (identifier) @class)
(mixin_declaration (identifier) @class)
(function_signature name: (identifier) @function)
(getter_signature name: (identifier) @method)`,
  elixir: `
((call target: (identifier) @_form (arguments (alias) @module)) (#any-of? @_form "defmodule" "defprotocol" "defimpl"))
((call target: (identifier) @_form (arguments [
  (identifier) @function
  (call target: (identifier) @function)
  (binary_operator left: (call target: (identifier) @function))
])) (#any-of? @_form "def" "defp" "defmacro" "defmacrop" "defguard" "defdelegate"))`,
  elm: `
(type_alias_declaration name: (upper_case_identifier) @type)
(type_declaration name: (upper_case_identifier) @type)
(file (value_declaration (function_declaration_left . (lower_case_identifier) @function)))`,
  gleam: `
(function name: (identifier) @function)
(type_definition (type_name name: (type_identifier) @type))
(type_alias (type_name name: (type_identifier) @type))
(constant name: (identifier) @constant)`,
  go: `
(function_declaration name: (identifier) @function)
(method_declaration name: (field_identifier) @method)
(type_spec name: (type_identifier) @type)
(source_file (const_declaration (const_spec name: (identifier) @constant)))
(source_file (var_declaration (var_spec name: (identifier) @constant)))`,
  haskell: `
(declarations (function name: (variable) @function))
(declarations (bind name: (variable) @function))
(declarations (signature name: (variable) @function))
(data_type name: (name) @type)
(newtype name: (name) @type)
(type_synomym name: (name) @type)
(class name: (name) @class)`,
  hcl: `
(body (block . (identifier) @_form . (string_lit (template_literal) @block) .  (string_lit (template_literal) @resource)))
(body (block . (identifier) @_form . (string_lit (template_literal) @block) . (block_start)))`,
  java: `
(class_declaration name: (identifier) @class)
(interface_declaration name: (identifier) @interface)
(enum_declaration name: (identifier) @enum)
(record_declaration name: (identifier) @class)
(annotation_type_declaration name: (identifier) @interface)
(method_declaration name: (identifier) @method)
(constructor_declaration name: (identifier) @method)`,
  javascript: `${ecmascript}
(class_declaration name: (identifier) @class)
(field_definition property: (property_identifier) @method value: (arrow_function))
(assignment_expression left: (member_expression property: (property_identifier) @function) right: [(function_expression) (arrow_function)])`,
  kotlin: `
(class_declaration (type_identifier) @class)
(object_declaration (type_identifier) @class)
(type_alias (type_identifier) @type)
(function_declaration (simple_identifier) @function)
(source_file (property_declaration (variable_declaration (simple_identifier) @constant)))`,
  lua: `
(function_declaration name: (identifier) @function)
(function_declaration name: (dot_index_expression field: (identifier) @function))
(function_declaration name: (method_index_expression method: (identifier) @method))
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @constant))))`,
  php: `
(function_definition name: (name) @function)
(method_declaration name: (name) @method)
(class_declaration name: (name) @class)
(interface_declaration name: (name) @interface)
(trait_declaration name: (name) @class)
(enum_declaration name: (name) @enum)
(const_element (name) @constant)`,
  python: `
(class_definition name: (identifier) @class)
(function_definition name: (identifier) @function)
(module (expression_statement (assignment left: (identifier) @constant)))`,
  ruby: `
(method name: (_) @method)
(singleton_method name: (_) @method)
(class name: (_) @class)
(module name: (_) @module)
(assignment left: (constant) @constant)`,
  rust: `
(function_item name: (identifier) @function)
(function_signature_item name: (identifier) @function)
(struct_item name: (type_identifier) @class)
(enum_item name: (type_identifier) @enum)
(union_item name: (type_identifier) @class)
(trait_item name: (type_identifier) @interface)
(type_item name: (type_identifier) @type)
(mod_item name: (identifier) @module)
(macro_definition name: (identifier) @macro)
(const_item name: (identifier) @constant)
(static_item name: (identifier) @constant)`,
  scala: `
(class_definition name: (identifier) @class)
(object_definition name: (identifier) @class)
(trait_definition name: (identifier) @interface)
(enum_definition name: (identifier) @enum)
(type_definition name: (type_identifier) @type)
(function_definition name: (identifier) @function)
(function_declaration name: (identifier) @function)`,
  swift: `
(class_declaration name: (type_identifier) @class)
(protocol_declaration name: (type_identifier) @interface)
(typealias_declaration name: (type_identifier) @type)
(function_declaration name: (simple_identifier) @function)
(protocol_function_declaration name: (simple_identifier) @function)`,
  tsx: typescript,
  typescript,
  zig: `
(function_declaration (identifier) @function)
(source_file (variable_declaration (identifier) @constant))`
}
