"""`encoder_model.onnx`: features of a 30 s window to what the decoder attends to."""

from onnx import TensorProto, ValueInfoProto

from features import MEL_BANDS
from model import AUDIO_POSITIONS
from onnxGraph import tensor_info
from whisperGraph import WhisperGraph


def build_encoder(graph: WhisperGraph) -> tuple[list[ValueInfoProto], list[ValueInfoProto]]:
    """Adds the encoder to `graph`; returns the graph's inputs and outputs."""
    x = "input_features"
    for layer, stride in ((1, 1), (2, 2)):
        target = f"model.encoder.conv{layer}"
        inputs = [
            x,
            graph.weight(f"{target}.weight", f"conv{layer}.weight"),
            graph.weight(f"{target}.bias", f"conv{layer}.bias"),
        ]
        x = graph.gelu(graph.node("Conv", inputs, kernel_shape=[3], pads=[1, 1], strides=[stride]))
    x = graph.node("Transpose", [x], perm=[0, 2, 1])
    x = graph.node("Add", [x, graph.weight("model.encoder.embed_positions.weight", "audio_positions")])
    for layer in range(graph.config.encoder_layers):
        x = _layer(graph, x, f"model.encoder.layers.{layer}", f"encoder.{layer}")
    graph.norm(x, "model.encoder.layer_norm", "encoder_norm", "last_hidden_state")
    return (
        [tensor_info("input_features", TensorProto.FLOAT, ["batch_size", MEL_BANDS, 2 * AUDIO_POSITIONS])],
        [tensor_info("last_hidden_state", TensorProto.FLOAT, ["batch_size", AUDIO_POSITIONS, graph.config.width])],
    )


def _layer(graph: WhisperGraph, x: str, target: str, source: str) -> str:
    normed = graph.norm(x, f"{target}.self_attn_layer_norm", f"{source}.self_norm")
    attention, own = f"{target}.self_attn", f"{source}.self_attention"
    query = graph.query(normed, attention, own)
    key = graph.split_heads(graph.linear(normed, f"{attention}.k_proj", f"{own}.key"))
    value = graph.split_heads(graph.linear(normed, f"{attention}.v_proj", f"{own}.value"))
    mixed = graph.linear(graph.attend(query, key, value), f"{attention}.out_proj", f"{own}.out")
    return graph.mlp(graph.node("Add", [x, mixed]), target, source)
