namespace Diagnoser.Contracts;

/// <summary>An <see cref="AttributeMap"/> in the making. Not to be used after <see cref="Build"/>.</summary>
internal struct AttributeDraft
{
    /// <summary>More names than this and they get a table: what a stranger sends may hold a hundred thousand.</summary>
    private const int Searched = 48;

    private string[] _names;
    private AttributeValue[] _values;
    private Dictionary<string, int>? _places;
    private int _count;
    private ulong _marks;

    /// <summary>A draft with room for this many; it grows if there are more.</summary>
    public AttributeDraft(int room) => (_names, _values) = (new string[room], new AttributeValue[room]);

    /// <summary>A copy of these entries, with room for this many in all.</summary>
    public AttributeDraft(ReadOnlySpan<string> names, ReadOnlySpan<AttributeValue> values, ulong marks, int room)
        : this(room)
    {
        names.CopyTo(_names);
        values.CopyTo(_values);
        (_count, _marks) = (names.Length, marks);
        if (_count > Searched)
        {
            Index();
        }
    }

    /// <summary>One of 64 marks of a name. A name is not in a map of which no name has its mark: most look-ups find nothing. A mark stays when its name goes.</summary>
    public static ulong Mark(string name) =>
        name.Length == 0 ? 1 : 1UL << (((name.Length * 5) + (name[^1] * 3) + (name[name.Length / 2] * 11)) & 63);

    /// <summary>Where a name stands; -1 if nowhere. The same object first: most names are constants of this assembly.</summary>
    public static int IndexOf(ReadOnlySpan<string> names, ulong marks, string name)
    {
        if ((marks & Mark(name)) == 0)
        {
            return -1;
        }

        for (var place = 0; place < names.Length; place++)
        {
            if (ReferenceEquals(names[place], name))
            {
                return place;
            }
        }

        for (var place = 0; place < names.Length; place++)
        {
            if (string.Equals(names[place], name, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>Sets an entry where it stands or at the end; a value of kind None takes it away.</summary>
    public void Set(string name, AttributeValue value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var place = _places is null ? IndexOf(_names.AsSpan(0, _count), _marks, name) : _places.GetValueOrDefault(name, -1);
        if (!value.HasValue)
        {
            Remove(place);
        }
        else if (place >= 0)
        {
            _values[place] = value;
        }
        else
        {
            Append(name, value);
        }
    }

    /// <summary>The map.</summary>
    public readonly AttributeMap Build()
    {
        if (_count == 0)
        {
            return AttributeMap.Empty;
        }

        var isFull = _count == _names.Length;
        return new AttributeMap(isFull ? _names : _names[.._count], isFull ? _values : _values[.._count], _marks, _places);
    }

    private void Append(string name, AttributeValue value)
    {
        if (_count == _names.Length)
        {
            var room = Math.Max(8, _count * 2);
            Array.Resize(ref _names, room);
            Array.Resize(ref _values, room);
        }

        (_names[_count], _values[_count]) = (name, value);
        _marks |= Mark(name);
        _places?.Add(name, _count);
        _count++;
        if (_count > Searched && _places is null)
        {
            Index();
        }
    }

    private void Remove(int place)
    {
        if (place < 0)
        {
            return;
        }

        _count--;
        Array.Copy(_names, place + 1, _names, place, _count - place);
        Array.Copy(_values, place + 1, _values, place, _count - place);
        if (_places is not null)
        {
            Index();
        }
    }

    private void Index()
    {
        _places = null;
        if (_count > Searched)
        {
            _places = new Dictionary<string, int>(_names.Length, StringComparer.Ordinal);
            for (var place = 0; place < _count; place++)
            {
                _places.Add(_names[place], place);
            }
        }
    }
}
