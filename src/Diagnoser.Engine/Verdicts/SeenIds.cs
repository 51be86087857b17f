using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Remembers the last event ids, as 64-bit hashes of them: grows with use up to a cap, then the oldest gives way.</summary>
internal sealed class SeenIds
{
    private const int Limit = 512;

    private ulong[] _hashes = [];
    private int _next;
    private int _count;

    /// <summary>False if the id was seen before.</summary>
    public bool Add(string id)
    {
        var hash = Hash(id);
        if (_hashes.AsSpan(0, _count).Contains(hash))
        {
            return false;
        }

        if (_count == _hashes.Length && _count < Limit)
        {
            Array.Resize(ref _hashes, Math.Max(4, _count * 2));
        }

        _hashes[_next] = hash;
        _next = (_next + 1) % Limit;
        _count = Math.Max(_count, _next == 0 ? Limit : _next);
        return true;
    }

    // Four characters at a time: every event passes here. string.GetHashCode differs from process to process, and ids are hashes that nobody
    // can aim.
    private static ulong Hash(string id)
    {
        var words = MemoryMarshal.Cast<char, ulong>(id.AsSpan());
        var hash = (ulong)id.Length;
        foreach (var word in words)
        {
            hash = Mix(hash ^ word);
        }

        foreach (var character in id.AsSpan(words.Length * 4))
        {
            hash = Mix(hash ^ character);
        }

        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15;
        return value ^ (value >> 32);
    }
}
