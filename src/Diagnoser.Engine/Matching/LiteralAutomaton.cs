using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Diagnoser.Engine.Matching;

/// <summary>Finds any number of short texts in one look through a text: one look-up in a table for each character. Immutable.</summary>
/// <remarks>Its loops are compiled for good at once: they are what a log line costs, and their counts would slow the first thousands down.</remarks>
internal sealed class LiteralAutomaton
{
    /// <summary>A text this long is looked through in four places at once, since each step has to wait for the one before.</summary>
    private const int LongEnough = 64;

    /// <summary>It pays to skip to where a literal can begin if that is less than this share of characters.</summary>
    private const double RareEnough = 0.04;

    private readonly byte[] _classes;
    private readonly int _width;
    private readonly int[] _moves;
    private readonly int _firstFound;
    private readonly int[][] _found;
    private readonly int _overlap;
    private readonly SearchValues<char>? _first;

    /// <summary>An automaton.</summary>
    /// <param name="classes">The class of each folded character.</param>
    /// <param name="width">Number of classes.</param>
    /// <param name="moves">Where each state goes with each class. States are places in here; the first is where everything begins.</param>
    /// <param name="firstFound">The first of the states in which something is found.</param>
    /// <param name="found">What is found in each of those.</param>
    /// <param name="longest">Length of the longest text that is looked for.</param>
    public LiteralAutomaton(byte[] classes, int width, int[] moves, int firstFound, int[][] found, int longest)
    {
        (_width, _moves, _firstFound, _found, _overlap) = (width, moves, firstFound, found, longest - 1);

        // In ASCII text a character is its own place here.
        _classes = new byte[LiteralFold.Count];
        for (var c = 0; c < LiteralFold.Count; c++)
        {
            _classes[c] = classes[LiteralFold.Of((char)c)];
        }

        var first = Enumerable.Range(0, LiteralFold.Count - 1).Select(c => (char)c).Where(c => moves[_classes[c]] != 0).ToArray();
        _first = first.Where(c => LiteralFold.Of(c) == c).Sum(LiteralWindow.Frequency) < RareEnough ? SearchValues.Create(first) : null;
    }

    /// <summary>Hands over everything that is found in the text, some of it more than once.</summary>
    public void Scan(ReadOnlySpan<char> text, LiteralSink sink)
    {
        if (!Ascii.IsValid(text))
        {
            ScanAny(text, sink);
        }
        else if (_first is not null)
        {
            ScanSkipping(text, _first, sink);
        }
        else if (text.Length >= LongEnough)
        {
            ScanInFour(text, sink);
        }
        else
        {
            ScanInOne(text, sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanAny(ReadOnlySpan<char> text, LiteralSink sink)
    {
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            state = _moves[state + _classes[LiteralFold.Of(text[i])]];
            if (state >= _firstFound)
            {
                Report(state, i, sink);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanInOne(ReadOnlySpan<char> text, LiteralSink sink)
    {
        ref var classes = ref MemoryMarshal.GetArrayDataReference(_classes);
        ref var moves = ref MemoryMarshal.GetArrayDataReference(_moves);
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            state = Unsafe.Add(ref moves, state + Unsafe.Add(ref classes, text[i]));
            if (state >= _firstFound)
            {
                Report(state, i, sink);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanSkipping(ReadOnlySpan<char> text, SearchValues<char> first, LiteralSink sink)
    {
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (state == 0)
            {
                var skipped = text[i..].IndexOfAny(first);
                if (skipped < 0)
                {
                    return;
                }

                i += skipped;
            }

            state = _moves[state + _classes[text[i]]];
            if (state >= _firstFound)
            {
                Report(state, i, sink);
            }
        }
    }

    // Each part begins as much before the end of the last one as a literal can reach over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanInFour(ReadOnlySpan<char> text, LiteralSink sink)
    {
        var length = (text.Length + (3 * _overlap) + 3) / 4;
        var (second, third, fourth) = (length - _overlap, 2 * (length - _overlap), text.Length - length);
        ref var classes = ref MemoryMarshal.GetArrayDataReference(_classes);
        ref var moves = ref MemoryMarshal.GetArrayDataReference(_moves);
        ref var characters = ref MemoryMarshal.GetReference(text);
        var limit = _firstFound;
        var (a, b, c, d) = (0, 0, 0, 0);
        for (var i = 0; i < length; i++)
        {
            a = Unsafe.Add(ref moves, a + Unsafe.Add(ref classes, Unsafe.Add(ref characters, i)));
            b = Unsafe.Add(ref moves, b + Unsafe.Add(ref classes, Unsafe.Add(ref characters, second + i)));
            c = Unsafe.Add(ref moves, c + Unsafe.Add(ref classes, Unsafe.Add(ref characters, third + i)));
            d = Unsafe.Add(ref moves, d + Unsafe.Add(ref classes, Unsafe.Add(ref characters, fourth + i)));
            if (a >= limit)
            {
                Report(a, i, sink);
            }

            if (b >= limit)
            {
                Report(b, second + i, sink);
            }

            if (c >= limit)
            {
                Report(c, third + i, sink);
            }

            if (d >= limit)
            {
                Report(d, fourth + i, sink);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Report(int state, int at, LiteralSink sink)
    {
        foreach (var literal in _found[(state - _firstFound) / _width])
        {
            sink.Take(literal, at + 1);
        }
    }
}
