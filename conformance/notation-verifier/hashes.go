package main

import (
	"crypto/sha512"
	"crypto/x509"
	"fmt"
)

// The identifiers of GetRevocationStatus: a certificate's hash beside its issuer's, the root's beside itself.
func compositeHashes(chain []*x509.Certificate) []string {
	var hashes []string
	for at, certificate := range chain {
		issuer := chain[min(at+1, len(chain)-1)]
		hashes = append(hashes, hash(certificate)+hash(issuer))
	}
	return hashes
}

func hash(certificate *x509.Certificate) string {
	return fmt.Sprintf("%x", sha512.Sum384(certificate.RawTBSCertificate))
}
