namespace Diagnoser.Engine.Events;

/// <summary>
/// Texts that are made of two others, remembered for those that were asked for last: the same containers come again and again. Safe for concurrent
/// use, as its entries do not change; a wrong guess costs making the text anew.
/// </summary>
/// <typeparam name="T">What the text is made of besides its name.</typeparam>
/// <param name="make">Makes it.</param>
internal sealed class RecentTexts<T>(Func<string, T, string> make)
    where T : IEquatable<T>
{
    private const int Remembered = 1024;

    private Entry?[]? _entries;

    /// <summary>The text of these.</summary>
    public string Of(string name, T other)
    {
        ref var entry = ref (_entries ??= new Entry?[Remembered])[Place(name)];
        var known = entry;
        if (known is null || known.Name != name || !known.Other.Equals(other))
        {
            entry = known = new Entry(name, other, make(name, other));
        }

        return known.Text;
    }

    // Ids differ at their beginning, names at their end.
    private static int Place(string name)
    {
        var mixed = (uint)name.Length;
        for (var i = 0; i < Math.Min(8, name.Length); i++)
        {
            mixed = (((mixed * 31) + name[i]) * 31) + name[name.Length - 1 - i];
        }

        return (int)((mixed * 0x9E3779B1) >> 22);
    }

    private sealed record Entry(string Name, T Other, string Text);
}
