namespace Diagnoser.Engine.Rules.Reading;

/// <summary>What is known of the texts that a part of a regular expression matches.</summary>
/// <param name="Exact">All of them, if they are few.</param>
/// <param name="Needed">Texts of which each holds at least one.</param>
internal sealed record LiteralPiece(IReadOnlyList<string>? Exact, IReadOnlyList<string>? Needed)
{
    private const int MaxExact = 16;
    private const int MaxNeeded = 64;
    private const int MaxLength = 64;
    private const int EnoughLength = 8;

    /// <summary>Texts of which each match holds at least one, each of some length; null if there are none.</summary>
    public IReadOnlyList<string>? AsNeeded => Exact is null ? Needed : Exact.All(e => e.Length >= RegexLiterals.Least) ? Reduced(Exact) : null;

    public static LiteralPiece Of(char c) => new([Lower(c).ToString()], null);

    public static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    /// <summary>One of these.</summary>
    public static LiteralPiece AnyOf(IReadOnlyList<LiteralPiece> pieces)
    {
        if (pieces.Count == 1)
        {
            return pieces[0];
        }

        if (pieces.All(p => p.Exact is not null) && pieces.SelectMany(p => p.Exact!).Distinct(StringComparer.Ordinal).ToList() is { Count: <= MaxExact } exact)
        {
            return new LiteralPiece(exact, null);
        }

        var needed = pieces.Select(p => p.AsNeeded).ToList();
        return needed.Contains(null) || Reduced(needed.SelectMany(n => n!)) is not { Count: <= MaxNeeded } all ? new LiteralPiece(null, null) : new LiteralPiece(null, all);
    }

    /// <summary>The more telling of two sets; null is none.</summary>
    public static IReadOnlyList<string>? Better(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null ? other : other is null || Worth(one) >= Worth(other) ? one : other;

    /// <summary>Each of the first followed by each of the second; null if they are too many or too long.</summary>
    public static IReadOnlyList<string>? Product(IReadOnlyList<string> first, IReadOnlyList<string> second) =>
        first.Count * second.Count <= MaxExact && first.Max(f => f.Length) + second.Max(s => s.Length) <= MaxLength
            ? [.. first.SelectMany(f => second.Select(s => f + s)).Distinct(StringComparer.Ordinal)]
            : null;

    private static double Worth(IReadOnlyList<string> texts) => Math.Min(texts.Min(t => t.Length), EnoughLength) - (texts.Count * 0.25);

    // What holds another of them need not be looked for.
    private static List<string> Reduced(IEnumerable<string> texts)
    {
        var reduced = new List<string>();
        foreach (var text in texts.Distinct(StringComparer.Ordinal).OrderBy(t => t.Length))
        {
            if (!reduced.Exists(r => text.Contains(r, StringComparison.Ordinal)))
            {
                reduced.Add(text);
            }
        }

        return reduced;
    }
}

/// <summary>Puts the parts of a sequence together: what is known exactly grows as long as it can.</summary>
internal sealed class LiteralRun
{
    private const int MaxCopies = 16;

    private IReadOnlyList<string> _run = [""];
    private IReadOnlyList<string>? _needed;
    private bool _isBroken;

    public void Add(LiteralPiece piece, int least, int most)
    {
        if (least == 0)
        {
            if (most == 1 && piece.Exact is not null)
            {
                Append([.. piece.Exact.Append("").Distinct(StringComparer.Ordinal)]);
                return;
            }

            Break([""]);
            return;
        }

        if (piece.Exact is not { } exact)
        {
            Break([""]);
            _needed = LiteralPiece.Better(_needed, piece.Needed);
            return;
        }

        var copies = Math.Min(least, MaxCopies);
        for (var i = 0; i < copies; i++)
        {
            Append(exact);
        }

        if (most != copies)
        {
            // After any number of copies the last one goes on.
            Break(exact);
        }
    }

    public LiteralPiece End()
    {
        if (!_isBroken)
        {
            return new LiteralPiece(_run, null);
        }

        Break([""]);
        return new LiteralPiece(null, _needed);
    }

    private void Append(IReadOnlyList<string> exact)
    {
        if (LiteralPiece.Product(_run, exact) is { } longer)
        {
            _run = longer;
        }
        else
        {
            Break(exact);
        }
    }

    private void Break(IReadOnlyList<string> next)
    {
        _needed = LiteralPiece.Better(_needed, new LiteralPiece(_run, null).AsNeeded);
        _run = next;
        _isBroken = true;
    }
}
