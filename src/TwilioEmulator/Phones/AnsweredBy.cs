namespace TwilioEmulator.Phones;

/// <summary>Who picks up at a virtual phone, as machine detection will find out.</summary>
internal enum AnsweredBy
{
    Human,
    Machine,
    Fax,

    /// <summary>Nothing that detection can make out.</summary>
    Unknown,
}
