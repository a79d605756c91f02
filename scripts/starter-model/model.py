"""Whisper's architecture (openai/whisper model.py) in a form that trains well on CPUs.

`python3-torch` of Debian 12 is 1.13. Two things of it shape this file: on some CPUs the backward pass of oneDNN
convolutions returns garbage, so convolutions are written as matrix products over shifted inputs; and batched fp32
products are slow, so training runs under bfloat16 autocast.
"""

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ctc import CTC_SYMBOLS
from features import MEL_BANDS
from tokenizer import TIMESTAMP_COUNT

AUDIO_POSITIONS = 1500
TEXT_POSITIONS = 448


@dataclass(frozen=True)
class ModelConfig:
    vocabulary: int
    first_timestamp: int
    width: int = 160
    heads: int = 4
    feed_forward: int = 640
    encoder_layers: int = 4
    decoder_layers: int = 2


def sinusoids(length: int, width: int, longest: float = 10000.0) -> Tensor:
    """(length, width) sinusoidal positions, sines in the first half."""
    step = math.log(longest) / (width // 2 - 1)
    angles = torch.arange(length)[:, None] * torch.exp(-step * torch.arange(width // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


def convolve_3(x: Tensor, layer: nn.Conv1d, stride: int) -> Tensor:
    """`layer` (kernel 3, padding 1) over x (batch, time, channels) as one matrix product."""
    x = F.pad(x, (0, 0, 1, 1))
    length = (x.shape[1] - 3) // stride + 1
    taps = torch.cat([x[:, i : i + stride * (length - 1) + 1 : stride] for i in range(3)], -1)
    weight = layer.weight.permute(0, 2, 1).reshape(layer.weight.shape[0], -1)
    return F.linear(taps, weight, layer.bias)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, source: Tensor | None = None, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Returns the output (batch, time, width) and the attention (batch, heads, time, source time)."""
        source = x if source is None else source
        batch, time, width = x.shape
        query = self._split(self.query(x) * (width // self.heads) ** -0.5)
        scores = torch.bmm(query, self._split(self.key(source)).transpose(1, 2))
        if mask is not None:
            scores = scores + mask.to(scores.dtype)
        attention = scores.softmax(-1)
        value = self._split(self.value(source))
        mixed = torch.bmm(attention.to(value.dtype), value).view(batch, self.heads, time, -1)
        return self.out(mixed.transpose(1, 2).reshape(batch, time, width)), attention.view(batch, self.heads, time, -1)

    def _split(self, x: Tensor) -> Tensor:
        batch, time, width = x.shape
        by_head = x.view(batch, time, self.heads, width // self.heads).transpose(1, 2)
        return by_head.reshape(batch * self.heads, time, width // self.heads)


class Block(nn.Module):
    """Pre-norm transformer layer; with `cross` it also attends to the encoder."""

    def __init__(self, config: ModelConfig, cross: bool) -> None:
        super().__init__()
        self.self_norm = nn.LayerNorm(config.width)
        self.self_attention = Attention(config.width, config.heads)
        if cross:
            self.cross_norm = nn.LayerNorm(config.width)
            self.cross_attention = Attention(config.width, config.heads)
        self.mlp_norm = nn.LayerNorm(config.width)
        self.expand = nn.Linear(config.width, config.feed_forward)
        self.contract = nn.Linear(config.feed_forward, config.width)

    def forward(
        self, x: Tensor, encoded: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        x = x + self.self_attention(self.self_norm(x), mask=mask)[0]
        attention = None
        if encoded is not None:
            crossed, attention = self.cross_attention(self.cross_norm(x), encoded)
            x = x + crossed
        return x + self.contract(F.gelu(self.expand(self.mlp_norm(x)))), attention


class Whisper(nn.Module):
    """`position_scale` and `convolution_gain` bring conv features and positions to one scale at the start.

    With PyTorch's defaults the positions (0.7, root mean square) drown the convolutions' output (0.05) and learning
    crawls until that is undone; with 0.3 and 2.7 they start at 0.2 and 0.5.
    """

    def __init__(self, config: ModelConfig, position_scale: float = 0.3, convolution_gain: float = 2.7) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.conv1 = nn.Conv1d(MEL_BANDS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        with torch.no_grad():
            self.conv1.weight.mul_(convolution_gain)
            self.conv2.weight.mul_(convolution_gain)
        self.audio_positions: Tensor
        self.register_buffer("audio_positions", position_scale * sinusoids(AUDIO_POSITIONS, width))
        self.encoder = nn.ModuleList(Block(config, cross=False) for _ in range(config.encoder_layers))
        self.encoder_norm = nn.LayerNorm(width)
        self.embedding = nn.Embedding(config.vocabulary, width)
        self.text_positions = nn.Parameter(torch.randn(TEXT_POSITIONS, width) * 0.01)
        self.decoder = nn.ModuleList(Block(config, cross=True) for _ in range(config.decoder_layers))
        self.decoder_norm = nn.LayerNorm(width)
        # Predicts letters from the encoder alone; trained beside the decoder and dropped at export.
        self.ctc = nn.Linear(width, CTC_SYMBOLS)
        nn.init.normal_(self.embedding.weight, std=0.05)
        # A timestamp starts as the encoder's code of the same position, so that reading a time is reading a position.
        timestamps = slice(config.first_timestamp, config.first_timestamp + TIMESTAMP_COUNT)
        with torch.no_grad():
            self.embedding.weight[timestamps] = 0.07 * sinusoids(TIMESTAMP_COUNT, width)

    def encode(self, mel: Tensor, offsets: list[int] | None = None) -> Tensor:
        """mel (batch, 80, frames) to (batch, frames / 2, width). `offsets`: first position of each row, 0 if None."""
        x = F.gelu(convolve_3(mel.transpose(1, 2), self.conv1, 1))
        x = F.gelu(convolve_3(x, self.conv2, 2))
        starts = offsets if offsets is not None else [0] * x.shape[0]
        x = x + torch.stack([self.audio_positions[start : start + x.shape[1]] for start in starts])
        for block in self.encoder:
            x, _ = block(x)
        return self.encoder_norm(x)

    def decode(self, ids: Tensor, encoded: Tensor) -> tuple[Tensor, list[Tensor]]:
        """ids (batch, time) to logits (batch, time, vocabulary) and each layer's cross-attention."""
        time = ids.shape[1]
        x = self.embedding(ids) + self.text_positions[:time]
        future = torch.full((time, time), -1e9, device=ids.device).triu(1)
        attentions = []
        for block in self.decoder:
            x, attention = block(x, encoded, future)
            attentions.append(attention)
        return self.decoder_norm(x) @ self.embedding.weight.t(), attentions


def save_checkpoint(path: str, model: Whisper, **extra: object) -> None:
    torch.save({"config": asdict(model.config), "model": model.state_dict(), **extra}, path)


def load_checkpoint(path: str) -> tuple[Whisper, dict[str, object]]:
    """The model, in evaluation mode, and everything else that was saved with it."""
    saved = torch.load(path, map_location="cpu")
    model = Whisper(ModelConfig(**saved.pop("config")))
    model.load_state_dict(saved.pop("model"))
    return model.eval(), saved
