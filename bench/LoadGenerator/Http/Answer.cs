namespace LoadGenerator.Http;

/// <summary>What is kept of an answer. Status 0: there was none.</summary>
/// <param name="Bytes">Of head and body.</param>
/// <param name="IsLast">The server closes the connection after it.</param>
/// <param name="BodyHash">The same for the same body.</param>
internal readonly record struct Answer(int Status, bool IsTwiml, int Bytes, int BodyHash, bool IsLast)
{
    public bool IsGood => Status is >= 200 and < 300 && IsTwiml;
}
