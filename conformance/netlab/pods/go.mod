// What stands in for an app in the real platform of `conformance/netlab`.
module gatehouse/conformance/netlab/pods

go 1.26.0
