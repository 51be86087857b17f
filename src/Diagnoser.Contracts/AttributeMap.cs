using System.Collections;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Flat, typed facts of an event by name. Immutable; equal when all names and values are equal.</summary>
[JsonConverter(typeof(AttributeMapConverter))]
public sealed class AttributeMap : IReadOnlyCollection<KeyValuePair<string, AttributeValue>>, IEquatable<AttributeMap>
{
    /// <summary>A map without entries.</summary>
    public static readonly AttributeMap Empty = new([], [], 0, null);

    // Two small arrays: an event has some dozen attributes, and a look along them is cheaper than a table of them.
    private readonly string[] _names;
    private readonly AttributeValue[] _values;
    private readonly ulong _marks;
    private readonly Dictionary<string, int>? _places;

    internal AttributeMap(string[] names, AttributeValue[] values, ulong marks, Dictionary<string, int>? places) =>
        (_names, _values, _marks, _places) = (names, values, marks, places);

    /// <summary>Number of attributes.</summary>
    public int Count => _names.Length;

    /// <summary>The value by this name, or the default value (kind None) if there is none.</summary>
    public AttributeValue this[string name] => TryGet(name, out var value) ? value : default;

    /// <summary>A map of these entries; entries without a value are left out, a later one wins.</summary>
    public static AttributeMap From(IEnumerable<KeyValuePair<string, AttributeValue>> entries) => Empty.With(entries);

    /// <summary>A map of these entries; entries without a value are left out, a later one wins.</summary>
    public static AttributeMap From(params ReadOnlySpan<KeyValuePair<string, AttributeValue>> entries) => Empty.With(entries);

    /// <summary>Looks a value up.</summary>
    public bool TryGet(string name, out AttributeValue value)
    {
        var place = PlaceOf(name);
        value = place < 0 ? default : _values[place];
        return place >= 0;
    }

    /// <summary>A copy with one entry set; a value of kind None removes it.</summary>
    public AttributeMap With(string name, AttributeValue value) => With([new(name, value)]);

    /// <summary>A copy with these entries set; a value of kind None removes its entry.</summary>
    public AttributeMap With(IEnumerable<KeyValuePair<string, AttributeValue>> entries)
    {
        var draft = new AttributeDraft(_names, _values, _marks, _names.Length + (entries.TryGetNonEnumeratedCount(out var count) ? count : 0));
        foreach (var (name, value) in entries)
        {
            draft.Set(name, value);
        }

        return draft.Build();
    }

    /// <summary>A copy with these entries set; a value of kind None removes its entry.</summary>
    public AttributeMap With(params ReadOnlySpan<KeyValuePair<string, AttributeValue>> entries)
    {
        var more = 0;
        foreach (var (_, value) in entries)
        {
            more += value.HasValue ? 1 : 0;
        }

        var draft = new AttributeDraft(_names, _values, _marks, _names.Length + more);
        foreach (var (name, value) in entries)
        {
            draft.Set(name, value);
        }

        return draft.Build();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, AttributeValue>> GetEnumerator()
    {
        for (var place = 0; place < _names.Length; place++)
        {
            yield return new(_names[place], _values[place]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(AttributeMap? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Count != other.Count)
        {
            return false;
        }

        for (var place = 0; place < _names.Length; place++)
        {
            if (!other.TryGet(_names[place], out var value) || value != _values[place])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributeMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Count;
        for (var place = 0; place < _names.Length; place++)
        {
            hash ^= HashCode.Combine(_names[place], _values[place]);
        }

        return hash;
    }

    internal (string[] Names, AttributeValue[] Values) Entries => (_names, _values);

    private int PlaceOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _places is null ? AttributeDraft.IndexOf(_names, _marks, name) : _places.GetValueOrDefault(name, -1);
    }
}
