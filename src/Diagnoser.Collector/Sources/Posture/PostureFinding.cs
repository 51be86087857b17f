using System.Security.Cryptography;
using System.Text;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>A setting that is a risk.</summary>
/// <param name="Check">Name of the check that found it.</param>
/// <param name="Code">Its catalogue code.</param>
/// <param name="Value">What was found.</param>
/// <param name="Wanted">What it should be.</param>
internal sealed record PostureFinding(string Check, string Code, string Value, string Wanted)
{
    private const int Longest = 512;

    /// <summary>Tells this finding from others, also of the same check with another value.</summary>
    public string Fingerprint { get; } = $"{Check}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)).AsSpan(0, 6))}";

    /// <summary>What makes its event another than that of another finding.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts => [new("check", Check), new("value", Value)];

    /// <summary>What its event tells.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes =>
    [
        new("posture.check", Check),
        new("posture.code", Code),
        new("posture.value", RedactionMark.Cut(Value, Longest)),
        new("posture.wanted", Wanted),
    ];
}
