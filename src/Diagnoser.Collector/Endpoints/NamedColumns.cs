namespace Diagnoser.Collector.Endpoints;

/// <summary>Walks a line of names and the line of numbers below it at once, as in <c>/proc/net/snmp</c>: kernels differ in which names there are.</summary>
internal ref struct NamedColumns
{
    private Words _names;
    private Words _numbers;

    private NamedColumns(ReadOnlySpan<byte> names, ReadOnlySpan<byte> numbers)
    {
        _names = new Words(names);
        _numbers = new Words(numbers);
    }

    /// <summary>Finds the two lines that begin with this word, colon included; without them there are no columns.</summary>
    public static NamedColumns Of(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix)
    {
        var lines = new Words(text);
        while (lines.NextLine(out var names))
        {
            if (names.StartsWith(prefix))
            {
                return lines.NextLine(out var numbers) && numbers.StartsWith(prefix) ? new NamedColumns(names[prefix.Length..], numbers[prefix.Length..]) : default;
            }
        }

        return default;
    }

    /// <summary>The next column; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> name, out long number)
    {
        number = 0;
        return _names.Next(out name) && _numbers.NextNumber(out number);
    }
}
