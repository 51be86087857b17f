namespace Diagnoser.Engine.Events;

/// <summary>The type of an event's field; with it the linter checks values, operators and units.</summary>
public enum FieldType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number without unit.</summary>
    Integer,

    /// <summary>A number without unit, such as a load of 2.5.</summary>
    Number,

    /// <summary>A number of bytes; written as <c>512Mi</c>.</summary>
    Bytes,

    /// <summary>A number of seconds; written as <c>30s</c>.</summary>
    Duration,

    /// <summary>A ratio of 1; written as <c>90%</c> or <c>0.9</c>.</summary>
    Ratio,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    List,

    /// <summary>An instant.</summary>
    Time,
}
