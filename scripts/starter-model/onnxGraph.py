"""An ONNX graph, built node by node.

The graphs are written by hand rather than traced: Debian has no exporter for this layout, and a traced merged decoder
would contain `If` branches.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

Dtype = Literal["fp32", "q8"]
OPSET = 17
IR_VERSION = 8


def tensor_info(name: str, element: int, shape: Sequence[int | str]) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, element, shape)


class GraphBuilder:
    """Every method adds nodes and returns the name of the result."""

    def __init__(self, dtype: Dtype) -> None:
        self._dtype = dtype
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values: int) -> str:
        name = "i64_" + "_".join(map(str, values)).replace("-", "m")
        return self.constant(name, np.array(values, np.int64))

    def number(self, value: float) -> str:
        return self.constant(f"f_{value!r}", np.array(value, np.float32))

    def node(self, operator: str, inputs: Sequence[str], output: str | None = None, **attributes: object) -> str:
        return self.nodes(operator, inputs, 1, output, **attributes)[0]

    def nodes(
        self, operator: str, inputs: Sequence[str], count: int, output: str | None = None, **attributes: object
    ) -> list[str]:
        """A node with `count` outputs, named after it unless there is one and it is named."""
        label = f"{operator}_{len(self._nodes) + 1}"
        outputs = [output or label] if count == 1 else [f"{label}_{i}" for i in range(count)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, name=f"/{label}", **attributes))
        return outputs

    def matmul_weight(self, x: str, name: str, weight: np.ndarray) -> str:
        """x times weight (in, out); in q8, int8 weights with one scale per output and inputs quantised on the fly."""
        if self._dtype == "fp32":
            return self.node("MatMul", [x, self.constant(name, weight)])
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
        quantized = np.clip(np.round(weight / scale), -127, 127).astype(np.int8)
        x_quantized, x_scale, x_zero = self.nodes("DynamicQuantizeLinear", [x], 3)
        weight_name = self.constant(f"{name}_quantized", quantized)
        product = self.node(
            "Cast", [self.node("MatMulInteger", [x_quantized, weight_name, x_zero])], to=TensorProto.FLOAT
        )
        scales = self.node("Mul", [x_scale, self.constant(f"{name}_scale", scale.astype(np.float32))])
        return self.node("Mul", [product, scales])

    def gelu(self, x: str) -> str:
        half = self.node("Mul", [x, self.number(0.5)])
        erf = self.node("Erf", [self.node("Mul", [x, self.number(float(2**-0.5))])])
        return self.node("Mul", [half, self.node("Add", [erf, self.number(1.0)])])

    def save(self, path: Path, inputs: list[ValueInfoProto], outputs: list[ValueInfoProto]) -> None:
        graph = helper.make_graph(self._nodes, "whisper", inputs, outputs, list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="earshot-starter")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        onnx.save(model, str(path))
