using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>Typed reading of attributes.</summary>
internal static class Attributes
{
    extension(AttributeMap attributes)
    {
        public long? Integer(string name) => attributes[name].TryGetInteger(out var value) ? value : null;

        public double? Number(string name) => attributes[name].TryGetNumber(out var value) ? value : null;

        public bool? Boolean(string name) => attributes[name].TryGetBoolean(out var value) ? value : null;
    }
}
