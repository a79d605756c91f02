"""`decoder_model_merged.onnx`: token ids and encoder output to logits, with a cache of keys and values.

Optimum's merged decoder holds two graphs in an `If` on `use_cache_branch`. This one is a single graph with the same
inputs and outputs, in which the flag cuts one of two sources to length 0: without a cache the past is dropped, with one
the encoder's output is (its keys and values are in the past already). Concatenating the two sources then gives the
right keys and values in both cases.
"""

import numpy as np
from onnx import TensorProto, ValueInfoProto

from onnxGraph import tensor_info
from whisperGraph import WhisperGraph

BATCH = "batch_size"
TOKENS = "decoder_sequence_length"
PAST = "past_decoder_sequence_length"
AUDIO = "encoder_sequence_length_out"
# "Everything": no axis is longer.
ALL = 2**62


def build_decoder(graph: WhisperGraph) -> tuple[list[ValueInfoProto], list[ValueInfoProto]]:
    """Adds the decoder to `graph`; returns the graph's inputs and outputs."""
    past_end = graph.node("Where", ["use_cache_branch", graph.integers(ALL), graph.integers(0)])
    audio_end = graph.node("Where", ["use_cache_branch", graph.integers(0), graph.integers(ALL)])
    encoded = _first(graph, "encoder_hidden_states", audio_end, axis=1)
    past = {
        name: _first(graph, f"past_key_values.{name}", past_end, axis=2)
        for layer in range(graph.config.decoder_layers)
        for name in _cache_names(layer)
    }
    positions, mask = _positions_and_mask(graph, past["0.decoder.key"])
    embedding = graph.weight("model.decoder.embed_tokens.weight", "embedding.weight")
    tokens = graph.node("Gather", [embedding, "input_ids"], axis=0)
    table = graph.weight("model.decoder.embed_positions.weight", "text_positions")
    x = graph.node("Add", [tokens, graph.node("Gather", [table, positions], axis=0)])
    heads_shape: str | None = None
    for layer in range(graph.config.decoder_layers):
        target, source = f"model.decoder.layers.{layer}", f"decoder.{layer}"
        x = _self_attention(graph, x, layer, past, mask)
        normed = graph.norm(x, f"{target}.encoder_attn_layer_norm", f"{source}.cross_norm")
        attention, cross = f"{target}.encoder_attn", f"{source}.cross_attention"
        query = graph.query(normed, attention, cross)
        key = graph.linear(encoded, f"{attention}.k_proj", f"{cross}.key")
        heads_shape = heads_shape or _heads_shape(graph, encoded)
        key = _split_audio_heads(graph, key, heads_shape)
        value = _split_audio_heads(graph, graph.linear(encoded, f"{attention}.v_proj", f"{cross}.value"), heads_shape)
        key = _extend(graph, past, f"{layer}.encoder.key", key)
        value = _extend(graph, past, f"{layer}.encoder.value", value)
        crossed = graph.attend(query, key, value, output=f"cross_attentions.{layer}")
        x = graph.node("Add", [x, graph.linear(crossed, f"{attention}.out_proj", f"{cross}.out")])
        x = graph.mlp(x, target, source)
    x = graph.norm(x, "model.decoder.layer_norm", "decoder_norm")
    # The output shares the embedding and stays fp32: the runtime folds the transposed constant at load.
    graph.node("MatMul", [x, graph.node("Transpose", [embedding], perm=[1, 0])], "logits")
    return _inputs_and_outputs(graph)


def _cache_names(layer: int) -> list[str]:
    return [f"{layer}.{kind}.{part}" for kind in ("decoder", "encoder") for part in ("key", "value")]


def _first(graph: WhisperGraph, x: str, end: str, axis: int) -> str:
    return graph.node("Slice", [x, graph.integers(0), end, graph.integers(axis)])


def _extend(graph: WhisperGraph, past: dict[str, str], name: str, new: str) -> str:
    return graph.node("Concat", [past[name], new], f"present.{name}", axis=2)


def _positions_and_mask(graph: WhisperGraph, past_key: str) -> tuple[str, str]:
    """Positions of the new tokens, and the causal mask (new tokens, all tokens)."""
    zero = graph.integers(0)
    past_length = graph.node("Squeeze", [graph.node("Shape", [past_key], start=2, end=3), zero])
    new_length = graph.node("Squeeze", [graph.node("Shape", ["input_ids"], start=1, end=2), zero])
    length = graph.node("Add", [past_length, new_length])
    one = graph.constant("one", np.array(1, np.int64))
    positions = graph.node("Range", [past_length, length, one])
    keys = graph.node("Range", [graph.constant("zero", np.array(0, np.int64)), length, one])
    rows = graph.node("Unsqueeze", [keys, zero])
    columns = graph.node("Unsqueeze", [positions, graph.integers(1)])
    visible = graph.node("LessOrEqual", [rows, columns])
    return positions, graph.node("Where", [visible, graph.number(0.0), graph.number(-1e9)])


def _self_attention(graph: WhisperGraph, x: str, layer: int, past: dict[str, str], mask: str) -> str:
    target, source = f"model.decoder.layers.{layer}", f"decoder.{layer}"
    normed = graph.norm(x, f"{target}.self_attn_layer_norm", f"{source}.self_norm")
    attention, own = f"{target}.self_attn", f"{source}.self_attention"
    query = graph.query(normed, attention, own)
    key = graph.split_heads(graph.linear(normed, f"{attention}.k_proj", f"{own}.key"))
    value = graph.split_heads(graph.linear(normed, f"{attention}.v_proj", f"{own}.value"))
    key = _extend(graph, past, f"{layer}.decoder.key", key)
    value = _extend(graph, past, f"{layer}.decoder.value", value)
    mixed = graph.attend(query, key, value, mask)
    return graph.node("Add", [x, graph.linear(mixed, f"{attention}.out_proj", f"{own}.out")])


def _heads_shape(graph: WhisperGraph, encoded: str) -> str:
    """[batch, audio length, heads, head width]; spelled out because a -1 cannot be inferred at length 0."""
    shape = graph.node("Shape", [encoded], start=0, end=2)
    return graph.node("Concat", [shape, graph.integers(graph.config.heads, graph.head_width)], axis=0)


def _split_audio_heads(graph: WhisperGraph, x: str, shape: str) -> str:
    by_head = graph.node("Reshape", [x, shape], allowzero=1)
    return graph.node("Transpose", [by_head], perm=[0, 2, 1, 3])


def _inputs_and_outputs(graph: WhisperGraph) -> tuple[list[ValueInfoProto], list[ValueInfoProto]]:
    config = graph.config
    inputs = [
        tensor_info("input_ids", TensorProto.INT64, [BATCH, TOKENS]),
        tensor_info("encoder_hidden_states", TensorProto.FLOAT, [BATCH, "encoder_sequence_length", config.width]),
    ]
    outputs = [tensor_info("logits", TensorProto.FLOAT, [BATCH, TOKENS, config.vocabulary])]
    for layer in range(config.decoder_layers):
        for name in _cache_names(layer):
            own = ".decoder." in name
            before, after = (PAST, f"{PAST} + {TOKENS}") if own else (AUDIO, AUDIO)
            inputs.append(_cache_info(graph, f"past_key_values.{name}", before))
            outputs.append(_cache_info(graph, f"present.{name}", after))
    inputs.append(tensor_info("use_cache_branch", TensorProto.BOOL, [1]))
    outputs += [
        tensor_info(f"cross_attentions.{layer}", TensorProto.FLOAT, [BATCH, config.heads, TOKENS, AUDIO])
        for layer in range(config.decoder_layers)
    ]
    return inputs, outputs


def _cache_info(graph: WhisperGraph, name: str, length: str) -> ValueInfoProto:
    return tensor_info(name, TensorProto.FLOAT, [BATCH, graph.config.heads, length, graph.head_width])
