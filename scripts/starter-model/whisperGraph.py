"""Whisper's layers as ONNX nodes, with the initializer names of Optimum's exports."""

import numpy as np
from torch import Tensor

from model import ModelConfig
from onnxGraph import Dtype, GraphBuilder

EPSILON = 1e-5


class WhisperGraph(GraphBuilder):
    """`source` is the name of a module in model.py, `target` its name in Hugging Face's Whisper."""

    def __init__(self, dtype: Dtype, config: ModelConfig, weights: dict[str, Tensor]) -> None:
        super().__init__(dtype)
        self.config = config
        self._weights = {name: value.float().numpy() for name, value in weights.items()}

    @property
    def head_width(self) -> int:
        return self.config.width // self.config.heads

    def weight(self, target: str, source: str) -> str:
        return self.constant(target, self._weights[source])

    def norm(self, x: str, target: str, source: str, output: str | None = None) -> str:
        inputs = [
            x,
            self.weight(f"{target}.weight", f"{source}.weight"),
            self.weight(f"{target}.bias", f"{source}.bias"),
        ]
        return self.node("LayerNormalization", inputs, output, axis=-1, epsilon=EPSILON)

    def linear(self, x: str, target: str, source: str, scale: float = 1.0) -> str:
        product = self.matmul_weight(x, f"{target}.weight", self._weights[f"{source}.weight"].T * np.float32(scale))
        bias = self._weights.get(f"{source}.bias")
        if bias is None:
            return product
        return self.node("Add", [product, self.constant(f"{target}.bias", bias * np.float32(scale))])

    def query(self, x: str, target: str, source: str) -> str:
        """Projected queries by head, already divided by the square root of the head's width."""
        return self.split_heads(self.linear(x, f"{target}.q_proj", f"{source}.query", self.head_width**-0.5))

    def split_heads(self, x: str) -> str:
        by_head = self.node("Reshape", [x, self.integers(0, -1, self.config.heads, self.head_width)])
        return self.node("Transpose", [by_head], perm=[0, 2, 1, 3])

    def attend(self, query: str, key: str, value: str, mask: str | None = None, output: str | None = None) -> str:
        """Attention by head, merged again. `output` names the attention weights."""
        scores = self.node("MatMul", [query, self.node("Transpose", [key], perm=[0, 1, 3, 2])])
        if mask is not None:
            scores = self.node("Add", [scores, mask])
        attention = self.node("Softmax", [scores], output, axis=-1)
        merged = self.node("Transpose", [self.node("MatMul", [attention, value])], perm=[0, 2, 1, 3])
        return self.node("Reshape", [merged, self.integers(0, -1, self.config.width)])

    def mlp(self, x: str, target: str, source: str) -> str:
        normed = self.norm(x, f"{target}.final_layer_norm", f"{source}.mlp_norm")
        hidden = self.gelu(self.linear(normed, f"{target}.fc1", f"{source}.expand"))
        return self.node("Add", [x, self.linear(hidden, f"{target}.fc2", f"{source}.contract")])
