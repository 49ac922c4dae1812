/** Words that Python keeps for itself. */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** What `nn.Module` calls its own methods and attributes: a layer of that name would hide them. */
const MODULE_ATTRIBUTES = new Set(
  (
    'T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval ' +
    'extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half initialize ipu load_state_dict ' +
    'modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook ' +
    'register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook ' +
    'register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook ' +
    'register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ ' +
    'set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu zero_grad'
  ).split(' '),
);

/** The attribute that holds a layer: its id, or with an underscore where that word is taken. */
export function attributeName(id: string): string {
  return KEYWORDS.has(id) || MODULE_ATTRIBUTES.has(id) ? `${id}_` : id;
}

/** Names that the written module uses itself. */
const MODULE_NAMES = new Set(
  'Data Part Patience Path Tensor Scaling DistributedDataParallel RecurrentLayer Config F'.split(
    ' ',
  ),
);

/** The class of a model: its name, or with `Net` behind it where that word is taken. */
export function className(model: string): string {
  return KEYWORDS.has(model) || MODULE_NAMES.has(model) ? `${model}Net` : model;
}
